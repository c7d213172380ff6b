package adminapi_test

import (
	"fmt"
	"strings"
	"testing"

	"usersync/internal/adminapi"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

const canary = "canary-7f3a"

// limit is a size that requests may have; send sends one of that size. One more gets a status and a code.
type limit struct {
	name   string
	most   int
	status int
	code   string
	send   func(w *world, n int) answer
}

func repeated(n int, text, between string) string {
	return strings.TrimSuffix(strings.Repeat(text+between, n), between)
}

// ruleWith sends a new rule of which one more member is said.
func ruleWith(member func(n int) string) func(w *world, n int) answer {
	return func(w *world, n int) answer {
		return w.as("POST /rules", `{"group":"`+w.group(fmt.Sprint("Group ", n))+`",`+member(n)+`}`).send()
	}
}

// named sends a new thing with a name of n characters.
func named(line, more string) func(w *world, n int) answer {
	return func(w *world, n int) answer {
		return w.as(line, `{"name":"`+canary+strings.Repeat("é", n-len(canary))+`"`+more+`}`).send()
	}
}

// times sends a request n times, each with a number in its body, and answers as the last one was.
func times(line, body string) func(w *world, n int) answer {
	return func(w *world, n int) answer {
		var last answer
		for i := range n {
			last = w.as(line, strings.ReplaceAll(body, "#", fmt.Sprint(i))).send()
		}
		return last
	}
}

// oneMore publishes n-1 things at once and sends the request for another.
func oneMore(line, body string, add func(p *rule.Policy, id string)) func(w *world, n int) answer {
	return func(w *world, n int) answer {
		_, err := w.config.Publisher.Publish(w.t.Context(), w.account, 0, func(p *rule.Policy) error {
			for i := range n - 1 {
				add(p, fmt.Sprint("thing-", i))
			}
			return nil
		})
		must(w.t, err)
		return w.as(line, body).send()
	}
}

func bodyOf(n int, head string) string {
	return head + strings.Repeat(" ", n-len(head))
}

var limits = []limit{
	{"the body", adminapi.MaxBody, 413, "body_size", func(w *world, n int) answer { return w.as("PATCH /account", bodyOf(n, `{"name":"`+canary+`"}`)).send() }},
	{"objects inside objects", 20, 400, "invalid_json", func(w *world, n int) answer {
		return w.unknown(strings.Repeat(`{"a":`, n-1) + "1" + strings.Repeat("}", n-1))
	}},
	{"lists inside lists", 19, 400, "invalid_json", func(w *world, n int) answer { return w.unknown(strings.Repeat("[", n) + "1" + strings.Repeat("]", n)) }},
	{"members of an object", 2000, 400, "invalid_json", func(w *world, n int) answer {
		var members []string
		for i := range n {
			members = append(members, fmt.Sprintf(`"%s%d":1`, canary, i))
		}
		return w.unknown("{" + strings.Join(members, ",") + "}")
	}},
	{"elements of a list", 15_000, 400, "invalid_json", func(w *world, n int) answer { return w.unknown("[" + repeated(n, "1", ",") + "]") }},
	{"times that a member is given", 1, 400, "invalid_json", func(w *world, n int) answer {
		return w.as("PATCH /account", "{"+repeated(n, `"name":"`+canary+`"`, ",")+"}").send()
	}},

	{"rules", rule.MaxRules, 422, "too_many_rules", func(w *world, n int) answer {
		w.fill(n-1, w.group(fmt.Sprint("Group ", n)))
		return w.as("POST /rules", `{"group":"`+w.group("Last")+`"}`).send()
	}},
	{"characters of a rule's description", rule.MaxDescription, 422, "invalid_rule", ruleWith(func(n int) string { return `"description":"` + canary + strings.Repeat("é", n-len(canary)) + `"` })},
	{"bytes of a condition", rule.MaxConditionBytes, 422, "invalid_rule", ruleWith(func(n int) string {
		head := `title eq "` + canary
		return `"condition":` + fmt.Sprintf("%q", head+strings.Repeat("x", n-len(head)-1)+`"`)
	})},
	{"brackets inside brackets of a condition", rule.MaxConditionDepth, 422, "invalid_rule", ruleWith(func(n int) string {
		return `"condition":"` + strings.Repeat("(", n) + "title pr" + strings.Repeat(")", n) + `"`
	})},
	{"comparisons of a condition", rule.MaxConditionNodes, 422, "invalid_rule", ruleWith(func(n int) string { return `"condition":"` + repeated(n, "id pr", " or ") + `"` })},

	{"connections", provision.MaxConnections - 1, 422, "limit", times("POST /connections", `{"name":"`+canary+`"}`)},
	{"live tokens of a connection", provision.MaxTokens, 409, "too_many_tokens", func(w *world, n int) answer {
		id := w.as("POST /connections", `{"name":"Another"}`).ok().str("id")
		return times("POST /connections/"+id+"/tokens", `{"name":"`+canary+`"}`)(w, n)
	}},
	{"days of a token", provision.MaxTokenDays, 422, "invalid_body", func(w *world, n int) answer {
		id := w.as("POST /connections", `{"name":"Another"}`).ok().str("id")
		return w.as("POST /connections/"+id+"/tokens", fmt.Sprintf(`{"expiresInDays":%d}`, n)).send()
	}},
	{"admin keys", provision.MaxKeys - 1, 422, "limit", times("POST /keys", `{"name":"`+canary+`","scopes":["read"]}`)},
	{"user groups", provision.MaxUserGroups, 422, "limit", oneMore("POST /user-groups", `{"name":"Last"}`, func(p *rule.Policy, id string) {
		p.UserGroups = append(p.UserGroups, rule.UserGroup{ID: id, Name: id})
	})},
	{"products", provision.MaxProducts, 422, "limit", oneMore("POST /products", `{"key":"last","name":"Last"}`, func(p *rule.Policy, id string) {
		p.Products = append(p.Products, rule.Product{Key: id, Name: id})
	})},
	{"settings templates", provision.MaxTemplates, 422, "limit", oneMore("POST /settings-templates", `{"name":"Last"}`, func(p *rule.Policy, id string) {
		p.SettingsTemplates = append(p.SettingsTemplates, rule.TemplateRef{ID: id, Name: id})
	})},
	{"e-mail templates", provision.MaxTemplates, 422, "limit", oneMore("POST /email-templates", `{"name":"Last","variants":{"en":{"subject":"a","text":"b"}}}`, func(p *rule.Policy, id string) {
		p.EmailTemplates = append(p.EmailTemplates, rule.TemplateRef{ID: id, Name: id})
	})},

	{"characters of a connection's name", 200, 422, "invalid_value", named("POST /connections", "")},
	{"characters of an account's name", 200, 422, "invalid_value", named("PATCH /account", "")},
	{"characters of a user group's name", 200, 422, "invalid_value", named("POST /user-groups", "")},
	{"characters of a key's name", 200, 422, "invalid_value", named("POST /keys", `,"scopes":["read"]`)},
	{"characters of a template's name", 200, 422, "invalid_value", named("POST /settings-templates", "")},
	{"bytes of a product's key", rule.MaxProductKey, 422, "invalid_product", func(w *world, n int) answer {
		return w.as("POST /products", `{"key":"`+canary+strings.Repeat("k", n-len(canary))+`","name":"P"}`).send()
	}},
	{"plans of a product", rule.MaxPlans, 422, "invalid_product", func(w *world, n int) answer {
		plans := make([]string, n)
		for i := range plans {
			plans[i] = fmt.Sprintf("%q", fmt.Sprint(canary, i))
		}
		return w.as("POST /products", `{"key":"p`+fmt.Sprint(n)+`","name":"P","plans":[`+strings.Join(plans, ",")+`]}`).send()
	}},
	{"bytes of an Idempotency-Key", 200, 400, "invalid_idempotency_key", func(w *world, n int) answer {
		return w.as("POST /user-groups", `{"name":"G`+fmt.Sprint(n)+`"}`).under(canary + strings.Repeat("k", n-len(canary))).send()
	}},
}

// unknown sends a body with a member that nobody knows, whose value is well-formed JSON; the answer is 422 for that reason and no other.
func (w *world) unknown(value string) answer {
	w.t.Helper()
	a := w.as("PATCH /account", `{"unknown":`+value+`}`).send()
	if a.status == 422 && a.body["code"] == "unknown_member" {
		a.status = 200 // it was read
	}
	return a
}

// What is as large as it may be is taken; one more is refused with a status and a code that say why, in words that repeat nothing.
func TestEveryLimitIsHeldToTheUnit(t *testing.T) {
	for _, l := range limits {
		t.Run(l.name, func(t *testing.T) {
			w := newWorld(t)
			if a := l.send(w, l.most); a.status >= 300 {
				t.Errorf("%d is refused: %d %.300s", l.most, a.status, a.text)
			}
			w = newWorld(t)
			a := l.send(w, l.most+1)
			if a.status != l.status || a.body["code"] != l.code {
				t.Errorf("one more: %d %.300s, want %d %s", a.status, a.text, l.status, l.code)
			}
			if strings.Contains(a.text, canary) || strings.Contains(w.log.String(), canary) {
				t.Errorf("echoed: %.300s", a.text)
			}
		})
	}
}

// A refusal for its size leaves no trace.
func TestWhatIsTooLargeLeavesNoTrace(t *testing.T) {
	for _, l := range limits {
		if l.code == "limit" || l.code == "too_many_rules" || l.code == "too_many_tokens" {
			continue // what came before the last one stays
		}
		t.Run(l.name, func(t *testing.T) {
			w := newWorld(t)
			w.unchanged(func() { l.send(w, l.most+1) })
			if strings.Contains(w.holdings(w.account), canary) {
				t.Error("the store has it")
			}
		})
	}
}
