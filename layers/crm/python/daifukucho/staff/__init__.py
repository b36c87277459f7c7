"""Staff 担当者: members of staff, each with her store and her rights, known by her own LINE account."""
