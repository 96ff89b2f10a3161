"""How fast the product is beside the least that could answer the same request
(`docs/performance.md`).
"""
