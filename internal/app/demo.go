package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// Demo fills an account without users with a sample company, telling what it is at; a used account is left alone. It goes the ways that people and identity providers go, through the
// same use cases and, for what happens after the company is there, the SCIM door. It waits for the product to come to rest in between, so something must be working on its queues.
func (app *App) Demo(ctx context.Context, account string, progress func(what string)) error {
	a := app.config.AccountOf(account)
	users, err := app.store.LiveUsers(ctx, a)
	if err != nil || users > 0 {
		return err
	}
	c, err := readCompany()
	if err != nil {
		return err
	}
	f := &filler{
		app: app, account: a, company: c, people: c.people(),
		userGroups: map[string]string{}, templates: map[string]string{}, groups: map[string]string{}, rules: map[string]string{},
	}
	for _, step := range f.steps() {
		progress(step.what)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("fill the sample company: %s: %w", step.what, err)
		}
	}
	return nil
}

// filler carries the ids that names turned into.
type filler struct {
	app     *App
	account access.Account
	company *company
	people  []samplePerson

	ids        []string // of the people, in their order
	userGroups map[string]string
	templates  map[string]string // of both kinds: their names differ
	groups     map[string]string
	rules      map[string]string // by description
	entra      source
	okta       source
}

// source is an identity provider: whose users it may change, and how it comes in.
type source struct {
	principal access.Principal
	token     access.Secret
}

type demoStep struct {
	what string
	do   func(context.Context) error
}

func (f *filler) steps() []demoStep {
	return []demoStep{
		{"settings", f.settings},
		{"products, groups and templates", f.catalogue},
		{"identity providers", f.sources},
		{fmt.Sprintf("%d people", len(f.people)), f.push},
		{fmt.Sprintf("%d groups", len(f.company.Groups)), f.pushGroups},
		{fmt.Sprintf("%d rules", len(f.company.Rules)), f.publish},
		{"what everybody gets", f.rest},
		{"a week of work", f.story},
	}
}

// settings names the account and keeps syncing off, so that everybody's first outcome is that of all the rules. Mails are quiet until the company is there.
func (f *filler) settings(ctx context.Context) error {
	_, _, err := f.app.accounts.Change(ctx, f.account, provision.AccountChange{
		Name: new("Example Instruments"), SyncOn: new(false), Quiet: new(true), Schedule: &provision.Schedule{Cron: "0 2 * * *", TimeZone: "Europe/Berlin"},
		Parts: func(a *provision.Account) {
			a.Guard.Hourly = guard.Limit{Min: 20, Percent: 1}
			a.Mails = provision.MailSettings{SignInURL: "https://start.example.com", Contact: "it@example.com"}
		},
	})
	return err
}

func (f *filler) catalogue(ctx context.Context) error {
	for _, p := range f.company.Products {
		if _, err := f.app.catalogue.AddProduct(ctx, f.account, 0, p); err != nil {
			return err
		}
	}
	for _, g := range f.company.UserGroups {
		made, _, err := f.app.catalogue.AddUserGroup(ctx, f.account, 0, rule.UserGroup{Name: g.Name, Parent: f.userGroups[g.Parent]})
		if err != nil {
			return err
		}
		f.userGroups[g.Name] = made.ID
	}
	for _, t := range f.company.SettingsTemplates {
		if err := f.template(ctx, provision.Template{Kind: provision.SettingsTemplates, Name: t.Name, Settings: t.Settings}); err != nil {
			return err
		}
	}
	for _, t := range f.company.MailTemplates {
		if err := f.template(ctx, provision.Template{Kind: provision.EmailTemplates, Name: t.Name, Variants: t.Variants}); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) template(ctx context.Context, t provision.Template) error {
	made, err := f.app.catalogue.AddTemplate(ctx, f.account, t)
	f.templates[t.Name] = made.ID
	return err
}

// sources joins four identity providers: one with nearly everybody, that of a company that was bought, whose token ends soon, one for scripts, and one that was only tried.
func (f *filler) sources(ctx context.Context) error {
	connections, err := f.app.connections.List(ctx, f.account)
	if err != nil {
		return err
	}
	first, err := f.app.connections.Change(ctx, f.account, 0, connections[0].ID, provision.ConnectionChange{Name: new("Microsoft Entra ID"), Kind: new("entra")})
	if err != nil {
		return err
	}
	if f.entra, err = f.source(ctx, first.ID, "Provisioning", 180); err != nil {
		return err
	}
	if f.okta, err = f.join(ctx, "Okta of Northwind", "okta", 5); err != nil {
		return err
	}
	if _, err = f.join(ctx, "Onboarding scripts", "generic", 365); err != nil {
		return err
	}
	trial, err := f.app.connections.Create(ctx, f.account, provision.ConnectionChange{Name: new("OneLogin trial"), Kind: new("onelogin")})
	if err != nil {
		return err
	}
	_, err = f.app.connections.Change(ctx, f.account, 0, trial.ID, provision.ConnectionChange{Paused: new(true)})
	return err
}

func (f *filler) join(ctx context.Context, name, kind string, days int) (source, error) {
	c, err := f.app.connections.Create(ctx, f.account, provision.ConnectionChange{Name: &name, Kind: &kind})
	if err != nil {
		return source{}, err
	}
	return f.source(ctx, c.ID, "Provisioning", days)
}

func (f *filler) source(ctx context.Context, connection, name string, days int) (source, error) {
	_, token, err := f.app.connections.CreateToken(ctx, f.account, connection, provision.NewToken{Name: name, Days: days})
	return source{access.Principal{Kind: access.SCIMToken, Account: f.account, Connection: connection, Scopes: []access.Scope{access.SCIM}}, token}, err
}

func (f *filler) sourceOf(p samplePerson) source {
	if p.northwind {
		return f.okta
	}
	return f.entra
}

// pushers is how many people are pushed at a time: they wait for one disk together.
const pushers = 32

// push creates the people, several at a time.
func (f *filler) push(ctx context.Context) error {
	f.ids = make([]string, len(f.people))
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	work := make(chan int)
	var running sync.WaitGroup
	for range pushers {
		running.Go(func() {
			for i := range work {
				if err := f.pushOne(ctx, i); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range f.people {
		work <- i
	}
	close(work)
	running.Wait()
	return context.Cause(ctx)
}

func (f *filler) pushOne(ctx context.Context, i int) error {
	p := f.people[i]
	attrs, err := schema.Users().Normalize(p.resource())
	if err != nil {
		return err
	}
	u, err := f.app.directory.CreateUser(ctx, f.sourceOf(p).principal, attrs)
	f.ids[i] = u.ID
	return err
}

func (f *filler) pushGroups(ctx context.Context) error {
	for _, g := range f.company.Groups {
		var members []string
		for _, i := range g.members(f.people) {
			members = append(members, f.ids[i])
		}
		from := f.entra
		if g.Northwind {
			from = f.okta
		}
		made, err := f.app.directory.CreateGroup(ctx, from.principal, scim.Object{"displayName": g.Name}, members)
		if err != nil {
			return err
		}
		f.groups[g.Name] = made.ID
	}
	return nil
}

// publish makes the rules live at once and switches syncing on: the company is new, and there is nobody to look at a plan.
func (f *filler) publish(ctx context.Context) error {
	_, err := f.app.rules.Publisher.Publish(ctx, f.account, 0, func(p *rule.Policy) error {
		p.Rules = nil
		for _, r := range f.company.Rules {
			made := f.rule(r)
			made.ID = f.app.config.NewID()
			if err := rule.Check(made, p); err != nil {
				return err
			}
			p.Rules = append(p.Rules, made)
			f.rules[r.Description] = made.ID
		}
		p.Revision, p.SyncOn = p.RulesRevision()+1, true
		return nil
	})
	return err
}

func (f *filler) rule(r sampleRule) rule.Rule {
	made := rule.Rule{
		Enabled: true, Description: r.Description, Group: f.groups[r.Group], Products: r.Products, Language: r.Language,
		UserGroup: rule.Choice(f.userGroups[r.UserGroup]), SettingsTemplate: rule.Choice(f.templates[r.SettingsTemplate]), WelcomeMail: rule.Choice(f.templates[r.WelcomeMail]),
	}
	if r.WelcomeMail == string(rule.None) {
		made.WelcomeMail = rule.None
	}
	if r.Role != nil {
		made.Role = &rule.Role{Kind: r.Role.Kind, Privileges: r.Role.Privileges}
		for _, name := range r.Role.ManagedGroups {
			made.Role.Managed.IDs = append(made.Role.Managed.IDs, f.userGroups[name])
		}
	}
	return made
}

// DemoPause is how long Demo waits before it looks again whether the product has come to rest.
const DemoPause = 50 * time.Millisecond

// rest waits until everybody has what the rules give, and the mails are gone.
func (f *filler) rest(ctx context.Context) error {
	status := f.app.status()
	for {
		s, err := status.Status(ctx, f.account)
		if err != nil {
			return err
		}
		if s.Pending == 0 && s.MailPending == 0 && s.Current == nil {
			return nil
		}
		if err := f.app.config.Sleep(ctx, DemoPause); err != nil {
			return err
		}
	}
}
