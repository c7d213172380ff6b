package app

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"usersync/internal/access"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

//go:embed demo.json
var demoText []byte

// sample is the company of demo.json: names instead of ids.
type sample struct {
	Products   []rule.Product `json:"products"`
	UserGroups []string       `json:"userGroups"`
	Groups     []string       `json:"groups"`
	Rules      []sampleRule   `json:"rules"`
	People     []samplePerson `json:"people"`
}

type sampleRule struct {
	Description string              `json:"description"`
	Group       string              `json:"group"`
	Condition   string              `json:"condition"`
	Products    []rule.ProductGrant `json:"products"`
	Role        rule.RoleKind       `json:"role"`
	UserGroup   string              `json:"userGroup"`
	Language    string              `json:"language"`
	WelcomeMail rule.Choice         `json:"welcomeMail"`
}

// samplePerson is [given name, family name, title, department, groups beside Everyone].
type samplePerson struct {
	given, family, title, department string
	groups                           []string
}

// UnmarshalJSON reads the row.
func (p *samplePerson) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&p.given, &p.family, &p.title, &p.department, &p.groups})
}

// Demo fills an account without users with a small company, telling how far it is; a used account is left alone. Sync is off meanwhile, so that everybody's
// first outcome, and so the welcome mail, is that of all the rules.
func (app *App) Demo(ctx context.Context, account string, progress func(done, of int)) error {
	a := app.config.AccountOf(account)
	users, err := app.store.LiveUsers(ctx, a)
	if err != nil || users > 0 {
		return err
	}
	var company sample
	if err := json.Unmarshal(demoText, &company); err != nil {
		return fmt.Errorf("read the sample company: %w", err)
	}
	connections, err := app.store.Connections(ctx, a)
	if err != nil {
		return err
	}
	f := &filler{
		app: app, account: a, company: company, progress: progress,
		idp: access.Principal{Kind: access.SCIMToken, Account: a, Connection: connections[0].ID, Scopes: []access.Scope{access.SCIM}},
	}
	return f.fill(ctx)
}

// filler carries the ids that names turned into.
type filler struct {
	app        *App
	account    access.Account
	idp        access.Principal
	company    sample
	progress   func(done, of int)
	done       int
	userGroups map[string]string
	groups     map[string]string
}

func (f *filler) fill(ctx context.Context) error {
	steps := []func(context.Context) error{
		f.sync(false), f.products, f.addUserGroups, f.people, f.rules, f.sync(true),
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return fmt.Errorf("fill the sample company: %w", err)
		}
	}
	return nil
}

func (f *filler) step() {
	f.done++
	c := f.company
	f.progress(f.done, len(c.Products)+len(c.UserGroups)+len(c.Groups)+len(c.People)+len(c.Rules))
}

// sync switches syncing without a plan: the company is new, and there is nobody to look at one.
func (f *filler) sync(on bool) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := f.app.rules.Publisher.Publish(ctx, f.account, 0, func(p *rule.Policy) error {
			p.SyncOn = on
			return nil
		})
		return err
	}
}

func (f *filler) products(ctx context.Context) error {
	for _, p := range f.company.Products {
		if _, err := f.app.catalogue.AddProduct(ctx, f.account, 0, p); err != nil {
			return err
		}
		f.step()
	}
	return nil
}

func (f *filler) addUserGroups(ctx context.Context) error {
	f.userGroups = map[string]string{}
	for _, name := range f.company.UserGroups {
		g, _, err := f.app.catalogue.AddUserGroup(ctx, f.account, 0, rule.UserGroup{Name: name})
		if err != nil {
			return err
		}
		f.userGroups[name] = g.ID
		f.step()
	}
	return nil
}

// people pushes the users, then each group with its members, as an identity provider does.
func (f *filler) people(ctx context.Context) error {
	members := map[string][]string{}
	for _, p := range f.company.People {
		attrs, err := schema.Users().Normalize(p.resource())
		if err != nil {
			return err
		}
		u, err := f.app.directory.CreateUser(ctx, f.idp, attrs)
		if err != nil {
			return err
		}
		for _, group := range append([]string{"Everyone"}, p.groups...) {
			members[group] = append(members[group], u.ID)
		}
		f.step()
	}
	f.groups = map[string]string{}
	for _, name := range f.company.Groups {
		g, err := f.app.directory.CreateGroup(ctx, f.idp, scim.Object{"displayName": name}, members[name])
		if err != nil {
			return err
		}
		f.groups[name] = g.ID
		f.step()
	}
	return nil
}

// plainASCII spells the letters of the sample's names that do not go into an address.
var plainASCII = strings.NewReplacer("é", "e", "ö", "o", "á", "a", "ó", "o")

func (p samplePerson) resource() map[string]any {
	mail := plainASCII.Replace(strings.ToLower(p.given+"."+p.family)) + "@example.com"
	return map[string]any{
		"userName":            mail,
		"name":                map[string]any{"givenName": p.given, "familyName": p.family},
		"displayName":         p.given + " " + p.family,
		"title":               p.title,
		"active":              true,
		"emails":              []any{map[string]any{"type": "work", "value": mail, "primary": true}},
		scim.EnterpriseSchema: map[string]any{"department": p.department},
	}
}

func (f *filler) rules(ctx context.Context) error {
	_, err := f.app.rules.Publisher.Publish(ctx, f.account, 0, func(p *rule.Policy) error {
		for _, r := range f.company.Rules {
			made := f.rule(r)
			made.ID = f.app.config.NewID()
			p.Rules = append(p.Rules, made)
			if err := rule.Check(made, p); err != nil {
				return err
			}
		}
		p.Revision = p.RulesRevision() + 1
		return nil
	})
	for range f.company.Rules {
		f.step()
	}
	return err
}

func (f *filler) rule(r sampleRule) rule.Rule {
	result := rule.Rule{
		Enabled: true, Description: r.Description, Group: f.groups[r.Group], Condition: r.Condition, Products: r.Products,
		UserGroup: rule.Choice(f.userGroups[r.UserGroup]), Language: r.Language, WelcomeMail: r.WelcomeMail,
	}
	if r.Role != "" {
		result.Role = &rule.Role{Kind: r.Role}
	}
	return result
}
