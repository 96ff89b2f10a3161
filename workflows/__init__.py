"""The process itself: states, permissions, deadlines, timetable.

Values in, values out. Nothing here knows of Flask, of the database or of any other package
of the product; whoever knows the regulation should be able to check these modules by reading.
"""
