"""What an issued document says of itself: its head and foot by Decree 30/2020/NĐ-CP, a mark of
secrecy, its digital signatures.
"""
