"""The words of the screen for the codes of the program."""
