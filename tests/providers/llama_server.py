"""Runs llama.cpp's server on a tiny random model until it is killed, and prints its address.

llama_server.py FOLDER
"""

import pathlib
import sys
import threading

import tiny_model
import xllamacpp

path = pathlib.Path(sys.argv[1]) / "tiny.gguf"
tiny_model.write(path)
params = xllamacpp.CommonParams()
params.model.path = str(path)
params.n_ctx = tiny_model.CONTEXT
params.n_parallel = 1
params.hostnames = ["127.0.0.1"]
params.port = 0
params.api_keys = ["llama-key"]
params.warmup = False
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
threading.Event().wait()
