"""The door for servers and for `flask`: `python run.py` serves the application."""

import gc

gc.disable()  # what starting makes stays: looking through it for rubbish is a quarter of the time

from app import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()

if __name__ == "__main__":
    app.run(host=app.config["HOST"], port=app.config["PORT"], threaded=True)
