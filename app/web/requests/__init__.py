"""Requests for another date; causes of delay and explanations, asked for and given."""
