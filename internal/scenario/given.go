package scenario

import (
	"net/http"
)

// given is what there is before a story begins: it is made through the doors, like everything else, and is live and at rest when the first step is taken.
type given struct {
	Settings          object          `yaml:"settings"` // of the account, set last
	Products          []object        `yaml:"products"`
	UserGroups        []namedBody     `yaml:"userGroups"`
	SettingsTemplates []namedBody     `yaml:"settingsTemplates"`
	EmailTemplates    []namedBody     `yaml:"emailTemplates"`
	Groups            map[string]list `yaml:"groups"` // directory groups with their members
	People            people          `yaml:"people"`
	Rules             []object        `yaml:"rules"` // strongest first
}

// namedBody is a thing of the catalogue, as the API has it.
type namedBody struct {
	Name string `yaml:"name"`
	More object `yaml:",inline"`
}

// prepare makes what is given: the catalogue, people, groups without members, rules, which go live by a plan, and then members.
func (p *player) prepare(g given) error {
	steps := []func() error{
		func() error { return p.catalogue(g) },
		func() error { return p.pushAll(g.People) },
		eachOf(g.Groups, func(name string, _ list) error { return p.pushGroup(name) }),
		func() error { return p.firstRules(g.Rules) },
		func() error { return p.rest(len(g.Rules) > 0) },
		eachOf(g.Groups, func(name string, members list) error {
			if len(members) == 0 {
				return nil
			}
			return p.join(name, members)
		}),
		func() error {
			if g.Settings == nil {
				return nil
			}
			return p.change("/account/settings", g.Settings)
		},
	}
	for _, do := range steps {
		if err := do(); err != nil {
			return err
		}
	}
	return p.rest(true)
}

// rest lets the product come to rest where there is a need.
func (p *player) rest(needed bool) error {
	if needed {
		p.stage.Settle()
	}
	return nil
}

func (p *player) catalogue(g given) error {
	for _, product := range g.Products {
		if err := p.product(product); err != nil {
			return err
		}
	}
	lists := []struct {
		path string
		all  []namedBody
	}{{"/user-groups", g.UserGroups}, {"/settings-templates", g.SettingsTemplates}, {"/email-templates", g.EmailTemplates}}
	for _, l := range lists {
		for _, one := range l.all {
			if err := p.create(l.path, one); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *player) create(path string, one namedBody) error {
	body := object{"name": one.Name}
	for member, value := range one.More {
		body[member] = value
	}
	if path == "/email-templates" && body["variants"] == nil {
		body["variants"] = object{"en": object{"subject": one.Name, "text": "Hello {{user.displayName}}!", "html": "<p>Hello {{user.displayName}}!</p>"}}
	}
	a, err := p.admin(http.MethodPost, path, body)
	return p.made(one.Name, a, err)
}

// firstRules writes rules and has them go live, whatever the guard says of them.
func (p *player) firstRules(rules []object) error {
	for _, r := range rules {
		if err := p.rule(r); err != nil {
			return err
		}
	}
	if len(rules) == 0 {
		return nil
	}
	return p.carryOut(newPlan{Name: latest}, true)
}
