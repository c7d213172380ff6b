package localcloud

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"usersync/internal/cfn"
)

// maxRequest is how large a request may be that API Gateway takes.
const maxRequest = 10 << 20

// route is a path and method of an API that a function answers.
type route struct{ method, path, function string }

// matches compares with a path, decoded; "{name+}" at the end stands for the rest of it.
func (r route) matches(method, path string) bool {
	if r.method != "ANY" && r.method != method {
		return false
	}
	prefix, greedy := strings.CutSuffix(r.path, "{proxy+}")
	if greedy {
		return strings.HasPrefix(path, prefix) && len(path) > len(prefix)
	}
	return r.path == path
}

// gateway is one API.
type gateway struct {
	cloud  *Cloud
	api    *cfn.Resource
	stage  string
	routes []route
	event  func(g *gateway, to route, r *http.Request, body []byte) any
	answer func(w http.ResponseWriter, p proxyAnswer)
}

// proxyAnswer is what a function answers, in both formats.
type proxyAnswer struct {
	StatusCode        int                 `json:"statusCode"`
	Headers           map[string]string   `json:"headers"`
	MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
	Cookies           []string            `json:"cookies"`
	Body              string              `json:"body"`
	IsBase64Encoded   bool                `json:"isBase64Encoded"`
}

// makeAPIs serves each API of the template on an address of its own.
func (c *Cloud) makeAPIs() error {
	for _, r := range c.template.OfType("AWS::Serverless::Api") {
		c.serve(&gateway{cloud: c, api: r, stage: r.At("StageName").Text(), routes: c.restRoutes(r), event: restEvent, answer: answerREST})
	}
	for _, r := range c.template.OfType("AWS::Serverless::HttpApi") {
		c.serve(&gateway{cloud: c, api: r, stage: r.At("StageName").Text(), routes: c.routes(r, "HttpApi", "ApiId"), event: httpEvent, answer: answerHTTP})
	}
	return nil
}

func (c *Cloud) serve(g *gateway) {
	server := httptest.NewServer(g)
	c.t.Cleanup(server.Close)
	c.apis[g.api.ID] = server.URL + g.prefix()
}

// routes are those of the functions' events of a type that name the API.
func (c *Cloud) routes(api *cfn.Resource, kind, reference string) []route {
	var routes []route
	for _, f := range c.template.Functions() {
		for _, e := range f.Events() {
			if e.Type == kind && e.Properties.At(reference).Text() == api.Ref() {
				routes = append(routes, route{strings.ToUpper(e.Properties.At("Method").Text()), e.Properties.At("Path").Text(), f.ID})
			}
		}
	}
	return routes
}

// restRoutes are the routes of events, which give the API its right to call the function, that the API's own definition has as well.
func (c *Cloud) restRoutes(api *cfn.Resource) []route {
	paths := api.At("DefinitionBody", "paths")
	return slices.DeleteFunc(c.routes(api, "Api", "RestApiId"), func(r route) bool {
		uri := paths.At(r.path, "x-amazon-apigateway-any-method", "x-amazon-apigateway-integration", "uri").Text()
		return !strings.Contains(c.fill(uri), ":function:"+c.names[r.function]+"/invocations")
	})
}

// prefix is what stands before the paths of a stage with a name.
func (g *gateway) prefix() string {
	if g.stage == "$default" {
		return ""
	}
	return "/" + g.stage
}

// ServeHTTP takes a request to its function.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, g.prefix())
	to := slices.IndexFunc(g.routes, func(to route) bool { return to.matches(r.Method, path) })
	if !ok || to < 0 {
		g.refuse(w, "MISSING_AUTHENTICATION_TOKEN", http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
	if err != nil || len(body) > maxRequest {
		g.refuse(w, "REQUEST_TOO_LARGE", http.StatusRequestEntityTooLarge)
		return
	}
	raw, err := g.cloud.invoke(r.Context(), g.routes[to].function, encode(g.event(g, g.routes[to], r, body)))
	var p proxyAnswer
	if err != nil || decode(raw, &p) != nil || p.StatusCode == 0 {
		g.refuse(w, "DEFAULT_5XX", http.StatusBadGateway)
		return
	}
	g.answer(w, p)
}

// refuse answers in the function's place, in a REST API as its gateway responses say.
func (g *gateway) refuse(w http.ResponseWriter, kind string, status int) {
	said := g.api.At("GatewayResponses", kind)
	text := said.At("ResponseTemplates", "application/scim+json").Text()
	if text == "" {
		text = fmt.Sprintf(`{"message":%q}`, http.StatusText(status))
	} else {
		w.Header().Set("Content-Type", "application/scim+json")
		status = said.At("StatusCode").Int()
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
