"""Ways to reach people outside the product. A channel sends, or raises with `permanent` or not."""
