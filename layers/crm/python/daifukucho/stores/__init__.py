"""Stores 店舗: where the shop's customers meet its staff, each with a PIN for acts on a customer's own phone."""
