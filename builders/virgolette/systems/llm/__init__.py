"""The system `llm`: any OpenAI-compatible chat endpoint, asked in words and answered for in offsets."""
