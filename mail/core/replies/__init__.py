"""What mail servers say when they say no, in any language, and which code that is."""
