"""The rooms of the mill: plain functions that know about news, and thin shells around them."""
