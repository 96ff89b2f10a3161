"""Pages of a plan's file as pictures, with the words of one row marked."""
