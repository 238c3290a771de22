"""What stands in for the outside world on one machine: WhatsApp's Cloud API with phones to type on,
two PACs and SAT.

    python -m sandbox --port 8090

`README.md` beside this file says how to drive it; `app.py` is where a request comes in.
"""
