"""Segments セグメント: who is meant, as a small tree of conditions on what the book knows of a friend.

``tree.parse`` reads a tree, ``evaluate.matches`` asks it of one friend, ``compile.compile_filter`` turns it into a
DynamoDB filter that asks it of all of them, ``sentence.sentence`` says it to a person.
"""
