package usersync_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"usersync/internal/adminapi"
	"usersync/internal/cfn"
	"usersync/internal/console"
	"usersync/internal/oauthapi"
	"usersync/internal/scimapi"
)

// gatewayAnswers are what API Gateway says in place of the function, and the status it must say it with.
var gatewayAnswers = map[string]int{
	"THROTTLED": 429, "QUOTA_EXCEEDED": 429, "REQUEST_TOO_LARGE": 413, "UNAUTHORIZED": 401, "ACCESS_DENIED": 403, "WAF_FILTERED": 403,
	"MISSING_AUTHENTICATION_TOKEN": 404, "RESOURCE_NOT_FOUND": 404, "UNSUPPORTED_MEDIA_TYPE": 415,
	"INTEGRATION_TIMEOUT": 504, "INTEGRATION_FAILURE": 503, "DEFAULT_4XX": 400, "DEFAULT_5XX": 500,
}

func doorClaims() []claim {
	eachAnswer := func(check func(kind string, answer cfn.Value, no refuse)) func(stack, refuse) {
		return func(s stack, no refuse) {
			answers := s.Resource("ScimApi").At("GatewayResponses")
			for _, kind := range answers.Keys() {
				check(kind, answers.At(kind), no)
			}
		}
	}
	return []claim{
		{"every SCIM path reaches the function, and no other", func(s stack, no refuse) {
			api := s.event("Scim", "Api")
			is(no, "api", api.At("RestApiId"), "${ScimApi}")
			is(no, "path", api.At("Path"), "/"+strings.Split(scimapi.Base, "/")[1]+"/{proxy+}")
			is(no, "method", api.At("Method"), "ANY")
			metadata := s.event("Scim", "Metadata")
			is(no, "api", metadata.At("RestApiId"), "${ScimApi}")
			is(no, "path", metadata.At("Path"), oauthapi.MetadataPath)
			is(no, "method", metadata.At("Method"), "ANY")
			same(no, "paths", s.Resource("ScimApi").At("DefinitionBody", "paths").Keys(), []string{api.At("Path").Text(), metadata.At("Path").Text()})
		}},
		{"the SCIM API calls the function by the name that it has", func(s stack, no refuse) {
			for _, path := range s.Resource("ScimApi").At("DefinitionBody", "paths").Keys() {
				integration := s.Resource("ScimApi").At("DefinitionBody", "paths", path, "x-amazon-apigateway-any-method", "x-amazon-apigateway-integration")
				is(no, "kind", integration.At("type"), "aws_proxy")
				is(no, "method", integration.At("httpMethod"), "POST")
				is(no, "function", integration.At("uri"),
					"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:"+
						s.Resource("Scim").At("FunctionName").Text()+"/invocations")
			}
		}},
		{"SCIM bodies come as text", func(s stack, no refuse) {
			if s.Resource("ScimApi").At("BinaryMediaTypes").Exists() {
				no("binary media types make requests of base64 too")
			}
		}},
		{"the SCIM API is regional and has one stage", func(s stack, no refuse) {
			api := s.Resource("ScimApi")
			is(no, "endpoint", api.At("EndpointConfiguration", "Type"), "REGIONAL")
			is(no, "stage", api.At("StageName"), "live")
			if !strings.HasPrefix(api.At("OpenApiVersion").Text(), "3.") {
				no("SAM makes a stage called Stage besides")
			}
		}},
		{"the gateway speaks SCIM when the function is not reached", func(s stack, no refuse) {
			got := s.Resource("ScimApi").At("GatewayResponses").Keys()
			for kind := range gatewayAnswers {
				if !slices.Contains(got, kind) {
					no("%s is answered in the gateway's own words", kind)
				}
			}
		}},
		{"answers of the gateway are SCIM errors", eachAnswer(func(kind string, answer cfn.Value, no refuse) {
			same(no, kind, answer.At("ResponseTemplates").Keys(), []string{"application/json", "application/scim+json"})
			for _, mediaType := range answer.At("ResponseTemplates").Keys() {
				var body struct {
					Schemas []string `json:"schemas"`
					Status  string   `json:"status"`
					Detail  string   `json:"detail"`
				}
				if err := json.Unmarshal([]byte(answer.At("ResponseTemplates", mediaType).Text()), &body); err != nil {
					no("%s: %v", kind, err)
				}
				same(no, kind, body.Schemas, []string{"urn:ietf:params:scim:api:messages:2.0:Error"})
				if body.Status != answer.At("StatusCode").Text() || body.Detail == "" {
					no("%s: status %q in the body, %q outside; detail %q", kind, body.Status, answer.At("StatusCode").Text(), body.Detail)
				}
			}
		})},
		{"answers of the gateway have their statuses", eachAnswer(func(kind string, answer cfn.Value, no refuse) {
			is(no, kind, answer.At("StatusCode"), gatewayAnswers[kind])
		})},
		{"answers of the gateway echo nothing", eachAnswer(func(kind string, answer cfn.Value, no refuse) {
			if strings.Contains(answer.At("ResponseTemplates", "application/json").Text(), "$") {
				no("%s holds a variable", kind)
			}
		})},
		{"whoever shall try again is told when", eachAnswer(func(kind string, answer cfn.Value, no refuse) {
			after := regexp.MustCompile(`^'\d+'$`).MatchString(answer.At("ResponseParameters", "Headers", "Retry-After").Text())
			status := answer.At("StatusCode").Int()
			if again := status == 429 || status >= 500; again != after {
				no("%s (%d): Retry-After %t", kind, status, after)
			}
		})},
		{"both APIs are throttled", func(s stack, no refuse) {
			for what, v := range map[string]cfn.Value{
				"scim": s.Resource("ScimApi").At("MethodSettings", "0"), "admin": s.Resource("AdminApi").At("DefaultRouteSettings"),
			} {
				is(no, what, v.At("ThrottlingRateLimit"), s.Parameters["RequestsPerSecond"])
				is(no, what, v.At("ThrottlingBurstLimit"), s.Parameters["RequestsInBurst"])
			}
			is(no, "scim", s.Resource("ScimApi").At("MethodSettings", "0", "ResourcePath"), "/*")
			is(no, "scim", s.Resource("ScimApi").At("MethodSettings", "0", "HttpMethod"), "*")
		}},
		{"the admin API and the health check reach the function", func(s stack, no refuse) {
			for id, want := range map[string][2]string{"Api": {"/" + strings.Split(adminapi.Prefix, "/")[1] + "/{proxy+}", "ANY"}, "Health": {"/healthz", "GET"}} {
				e := s.event("Admin", id)
				is(no, id, e.At("ApiId"), "${AdminApi}")
				is(no, id, e.At("Path"), want[0])
				is(no, id, e.At("Method"), want[1])
			}
		}},
		{"the console is reached in three ways, on the admin API's own origin", func(s stack, no refuse) {
			for id, path := range map[string]string{"Bare": strings.TrimSuffix(console.Prefix, "/"), "Start": console.Prefix, "Files": console.Prefix + "{proxy+}"} {
				e := s.event("Console", id)
				is(no, id, e.At("ApiId"), "${AdminApi}")
				is(no, id, e.At("Path"), path)
				is(no, id, e.At("Method"), "GET")
			}
		}},
		{"the admin API has no gateway answers, as its kind cannot", func(s stack, no refuse) {
			if s.Resource("AdminApi").At("GatewayResponses").Exists() {
				no("an HTTP API has none")
			}
		}},
		{"access logs hold no query: filters hold names", func(s stack, no refuse) {
			admin := s.Resource("AdminApi").At("AccessLogSettings")
			is(no, "admin", admin.At("DestinationArn"), "${AdminAccessLogs.Arn}")
			scim := s.source.At("Resources", "ScimApi", "Properties", "AccessLogSetting", "Fn::If", "1", "Format").Text()
			for _, format := range []string{admin.At("Format").Text(), scim} {
				var fields map[string]string
				if err := json.Unmarshal([]byte(format), &fields); err != nil || fields["id"] != "$context.requestId" {
					no("format %q: %v", format, err)
				}
				for _, word := range []string{"query", "authoriz", "header", "resourcePath:"} {
					if strings.Contains(strings.ToLower(format), word) {
						no("format %q holds %q", format, word)
					}
				}
			}
		}},
	}
}
