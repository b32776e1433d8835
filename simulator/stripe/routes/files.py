"""Routes of files and links to them; Stripe has the uploads at an address of their own, here they share the API's."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.merchant import files
from simulator.stripe.resources.file import File, FileLink
from simulator.stripe.routes.route import Route

LINK = "file_link"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/files", "files.create", "file", files.create),
    Route("GET", "/v1/files", "files.list", "list of file", files.list_files),
    Route("GET", "/v1/files/{}", "files.retrieve", "file", reading.retrieve(File)),
    Route("GET", "/v1/files/{}/contents", "files.contents", "file", files.contents),
    Route("POST", "/v1/file_links", "file_links.create", LINK, files.link),
    Route("GET", "/v1/file_links", "file_links.list", f"list of {LINK}", files.list_links),
    Route("GET", "/v1/file_links/{}", "file_links.retrieve", LINK, reading.retrieve(FileLink)),
    Route("POST", "/v1/file_links/{}", "file_links.update", LINK, files.update_link),
)
