"""What browsers may load into the shop's pages: nothing but what the shop itself serves. Not: the pages."""

POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self' {}"
PAYING = "https://checkout.stripe.com https://billing.stripe.com"
"""Where the buttons that pay, and the one to a member's card, lead by a redirect."""


class ContentSecurityPolicy:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(PAYING))
        return response
