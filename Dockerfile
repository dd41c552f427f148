# The app, or a worker of its cluster: docker build -t loss-landscape-lab . (see HOSTING.md)
FROM python:3.11-slim-bookworm

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1

WORKDIR /app

# The CPU build first, from its own index: the default package brings gigabytes for graphics cards.
RUN pip install torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu

# Before the program, so that a change of the program does not install them again.
COPY requirements.txt requirements-cluster.txt ./
RUN pip install -r requirements-cluster.txt

COPY .streamlit .streamlit
COPY models models
COPY assets assets
COPY landscape landscape
COPY app.py LICENSE ./

# Byte code is written now: at run time the program's files are not the user's. /store is what a volume is mounted on.
RUN python -m compileall -q app.py landscape models \
    && useradd --create-home --uid 1000 landscape \
    && install --directory --owner=1000 --group=1000 /store

# So that workers find the program whatever they are started by.
ENV PYTHONPATH=/app LANDSCAPE_STORE=file:///store
USER 1000
EXPOSE 8501

# /health says 503 until the app is warm; Python is there, curl is not.
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/health', timeout=5)"]

# All interfaces of the container, which nobody reaches unless its port is published. With the browser's address
# given, Streamlit does not ask a foreign host for its own.
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--browser.serverAddress=localhost"]
