package scenario

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
)

// ruleVerbs are what an admin does to the catalogue, the rules and plans of them.
func (p *player) ruleVerbs(s step) []verb {
	return []verb{
		{"product", s.Product != nil, func() error { return p.product(s.Product) }},
		{"remove product", s.RemoveProduct != "", func() error { return p.drop("/products/" + s.RemoveProduct) }},
		{"rule", s.Rule != nil, func() error { return p.rule(s.Rule) }},
		{"remove rule", s.RemoveRule != "", func() error { return p.drop("/rules/" + p.names.id(s.RemoveRule)) }},
		{"order", s.Order != nil, func() error { return p.order(s.Order) }},
		{"plan", s.Plan != nil, func() error { return p.plan(*s.Plan) }},
		{"approve", s.Approve != "", func() error { return p.approve(s.Approve) }},
		{"apply", s.Apply != "", func() error { return p.apply(s.Apply) }},
		{"go live", s.GoLive, p.goLive},
		{"approve hold", s.ApproveHold != nil, func() error { return p.decide("approve", s.ApproveHold) }},
		{"reject hold", s.RejectHold != nil, func() error { return p.decide("reject", s.RejectHold) }},
	}
}

func (p *player) drop(path string) error {
	_, err := p.admin(http.MethodDelete, path, nil)
	return err
}

// product adds a product, or changes what is stated of one that is there.
func (p *player) product(body object) error {
	key, _ := body["key"].(string)
	if _, err := p.admin(http.MethodGet, "/products/"+key, nil); err == nil {
		_, err := p.admin(http.MethodPatch, "/products/"+key, body)
		return err
	}
	if body["name"] == nil {
		body = maps.Clone(body)
		body["name"] = strings.ToUpper(key[:1]) + key[1:]
	}
	_, err := p.admin(http.MethodPost, "/products", body)
	return err
}

// rule adds a rule, or changes what is stated of one that is there.
func (p *player) rule(said object) error {
	name, _ := said["name"].(string)
	body := p.ruleBody(said)
	if id, there := p.names.ids[name]; there {
		_, err := p.admin(http.MethodPatch, "/rules/"+id, body)
		return err
	}
	a, err := p.admin(http.MethodPost, "/rules", body)
	return p.made(name, a, err)
}

// ruleBody is a rule as the API has it: products are keys, with a plan after a colon, a role may be one word, and groups and templates are names.
func (p *player) ruleBody(said object) object {
	body := maps.Clone(said)
	if name, ok := body["name"]; ok {
		delete(body, "name")
		body["description"] = name
	}
	for _, member := range []string{"group", "userGroup", "settingsTemplate", "welcomeMail"} {
		if name, ok := body[member].(string); ok {
			body[member] = p.orWord(name)
		}
	}
	if kind, ok := body["role"].(string); ok {
		body["role"] = object{"kind": kind}
	}
	if products, ok := body["products"].([]any); ok {
		body["products"] = grants(products)
	}
	return body
}

// orWord is the id of a name, or the word that it is: none, default.
func (p *player) orWord(name string) string {
	if name == "none" || name == "default" {
		return name
	}
	return p.names.id(name)
}

func grants(keys []any) []any {
	all := []any{}
	for _, key := range keys {
		product, plan, _ := strings.Cut(fmt.Sprint(key), ":")
		all = append(all, object{"key": product, "plan": plan})
	}
	return all
}

func (p *player) order(names list) error {
	ids := []string{}
	for _, name := range names {
		ids = append(ids, p.names.id(name))
	}
	_, err := p.admin(http.MethodPut, "/rules/order", object{"ids": ids})
	return err
}

// newPlan asks for a plan and waits until it is worked out.
type newPlan struct {
	Name   string `yaml:"name"`
	Change object `yaml:"change"` // as the API has it, but with names; absent: the draft
	Detail string `yaml:"detail"`
}

func (p *player) plan(n newPlan) error {
	body := object{}
	if n.Detail != "" {
		body["detail"] = n.Detail
	}
	if n.Change != nil {
		body["change"] = p.planChange(n.Change)
	}
	a, err := p.admin(http.MethodPost, "/plans", body)
	return p.made(n.Name, a, err)
}

func (p *player) planChange(said object) object {
	change := maps.Clone(said)
	if rule, ok := change["rule"].(object); ok {
		body := p.ruleBody(rule)
		if name, _ := rule["name"].(string); p.names.ids[name] != "" {
			body["id"] = p.names.ids[name]
		}
		change["rule"] = body
	}
	if name, ok := change["deleteRule"].(string); ok {
		change["deleteRule"] = p.names.id(name)
	}
	if order, ok := change["order"].([]any); ok {
		ids := []any{}
		for _, name := range order {
			ids = append(ids, p.names.id(fmt.Sprint(name)))
		}
		change["order"] = ids
	}
	return change
}

func (p *player) approve(name string) error {
	_, err := p.admin(http.MethodPost, "/plans/"+p.names.id(name)+"/approve", object{"reason": "It is meant so."})
	return err
}

func (p *player) apply(name string) error {
	_, err := p.admin(http.MethodPost, "/plans/"+p.names.id(name)+"/apply", nil)
	return err
}

// latest is what the plan is called that "go live" makes.
const latest = "the plan"

var errHeld = errors.New("the guard holds the plan; a story that wants that says plan, approve and apply")

// goLive plans the draft and applies the plan, which the guard must not hold.
func (p *player) goLive() error { return p.carryOut(newPlan{Name: latest}, false) }

// carryOut makes a plan and applies it.
func (p *player) carryOut(n newPlan, approve bool) error {
	if err := p.plan(n); err != nil {
		return err
	}
	p.stage.Settle()
	view, err := p.read("/plans/{" + n.Name + "}")
	if err != nil {
		return err
	}
	if view["held"] == true {
		if !approve {
			return errHeld
		}
		if err := p.approve(n.Name); err != nil {
			return err
		}
	}
	return p.apply(n.Name)
}
