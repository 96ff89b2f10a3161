"""How much of a file the importer is willing to look at. Checked before parsing."""

MAX_BYTES = 25 * 1024 * 1024
MAX_TASKS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_LINES = 200_000
MAX_PAGES = 300
MAX_SHEETS = 60

# A zip (Word, Excel) may hold so many members, unpack to so many bytes, and be packed so
# tightly; real plans stay two orders of magnitude below.
MAX_MEMBERS = 4_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PACKING = 200
# A single XML part; a document of 500 rows has about 3 MB.
MAX_XML = 25 * 1024 * 1024
