"""Stores 店舗: where the shop's customers meet its staff, each with a PIN for what is done on a customer's own phone."""
