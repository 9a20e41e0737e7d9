"""Each group lays its domains out in the internet and says what has to come of them."""
