"""DynamoDB: keys, tables and the stores over them."""
