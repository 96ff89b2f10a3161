"""Ways to reach people outside the product: mail, webhooks, chats (`interface`)."""
