"""Reading a message for the store: plain values go in and come out."""
