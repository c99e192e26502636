"""Tells a web page from what was asked for, whatever it is called. Pure."""


def looks_like_page(body: bytes) -> bool:
    """Whether this begins like HTML."""
    head = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title"))
