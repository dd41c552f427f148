"""Route of a lesson's still, `still/<lesson>.svg?<link>`: of shipped findings alone, so nothing is computed."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from landscape.baked import baked
from landscape.errors import ConfigError
from landscape.figures.still import still
from landscape.outputs.findings import LessonConfig
from landscape.ui.server.downloads import lesson_config, pairs_of, refusal
from landscape.ui.server.drawing import Drawer
from landscape.words.lesson_text import lesson_text

ANSWER = "answer"
KEPT = 128  # drawings of about 100 kB: more than are shipped
NOT_SHIPPED = "No picture of these settings came with the program; open the lesson itself to have it computed."


def drawing(config: LessonConfig, answer: bool) -> str:
    """The still of a shipped finding."""
    return still(baked(config.slug)[config], lesson_text(config.slug), answer=answer)


def still_routes() -> list[Route]:
    """The route."""
    drawer = Drawer(drawing, KEPT, "public, max-age=3600")

    async def picture(request: Request) -> Response:
        slug = request.path_params["slug"]
        try:
            pairs = pairs_of(request)
            config = lesson_config(slug, [pair for pair in pairs if pair[0] != ANSWER])
        except ConfigError as problem:
            return refusal(404 if problem.field == "page" else 400, str(problem))
        if config not in baked(slug):
            return refusal(404, NOT_SHIPPED)
        return await drawer.answer(request, config, (ANSWER, "1") in pairs)

    return [Route("/still/{slug}.svg", picture, methods=["GET"])]
