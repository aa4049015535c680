"""The door for servers and for `flask`: `python run.py` serves the application."""

from app import create_app

app = create_app()

if __name__ == "__main__":
    app.run(host=app.config["HOST"], port=app.config["PORT"], threaded=True)
