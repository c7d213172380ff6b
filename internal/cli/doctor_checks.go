package cli

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"usersync/internal/client"
)

// nobodysPlan is an id that no plan has: to cancel it needs the scope write, and changes nothing.
const nobodysPlan = "00000000000000000000000000"

// checkScopes finds the key in the list of keys, which needs the scope owner; else it tries what needs the scope write and does nothing.
func (d *doctor) checkScopes(ctx context.Context) {
	keys, err := d.items(ctx, "/keys", nil)
	switch {
	case err == nil:
		for _, k := range keys {
			if k.text("id") == d.key {
				d.add("scopes", fine, k.text("scopes")+"; the key ends: "+expires(k), "")
				return
			}
		}
		d.add("scopes", unknown, "The key is not in the list of keys.", "")
		return
	case !refused(err):
		d.failed("scopes", err)
		return
	}
	_, _, err = d.post(ctx, client.Path("plans", nobodysPlan, "cancel"), nil)
	if refused(err) {
		d.add("scopes", warning, "read", "What changes something needs a key with the scope write: usersync keys create.")
		return
	}
	d.add("scopes", fine, "read, write", "")
}

// refused reports whether a key was good and had not the right.
func refused(err error) bool {
	var p *client.Problem
	return errors.As(err, &p) && p.Status == http.StatusForbidden
}

// checkSync waits a little for users that are on their way.
func (d *doctor) checkSync(ctx context.Context) {
	_, o, err := d.get(ctx, "/sync", query("wait", "5"))
	if err != nil {
		d.failed("syncing", err)
		return
	}
	state := fine
	if !o.is("enabled") {
		state = warning
	}
	d.add("syncing", state, onOff(o.is("enabled"))+", schedule "+scheduleOf(o), "See what it would do: usersync plan create --sync on. Then: usersync sync on.")
	state = fine
	if !o.is("mail") {
		state = warning
	}
	d.add("welcome mails", state, onOff(o.is("mail")), "Switch them on: usersync sync mail on.")
	state = fine
	if o.number("pending") > 0 {
		state = warning
	}
	d.add("pending", state, count(o.number("pending"), "user", "users")+" of "+o.text("users"), "Wait: usersync sync show --wait. If the number stays, look at the deployment's log and dead-letter queues.")
	state = fine
	if o.number("mailPending") > 0 {
		state = warning
	}
	d.add("mails pending", state, count(o.number("mailPending"), "mail", "mails"), "Wait. If the number stays, look at the mail service, its limits, and the deployment's log.")
}

func (d *doctor) checkFailures(ctx context.Context) {
	failures, err := d.items(ctx, "/sync/failures", nil)
	if err != nil {
		d.failed("failures", err)
		return
	}
	if len(failures) == 0 {
		d.add("failures", fine, "Everybody has what the rules give.", "")
	}
	for _, f := range failures {
		d.add("failures", warning, f.text("code")+": "+count(f.number("users"), "user", "users")+" since "+f.text("firstSeen"), f.text("remedy"))
	}
}

// checkHolds looks for what the guard stopped. A server that is older knows no holds.
func (d *doctor) checkHolds(ctx context.Context) {
	found, err := d.All(ctx, "/holds", query("state", "open"), 0)
	var p *client.Problem
	if errors.As(err, &p) && p.Code == "no_route" {
		d.add("holds", unknown, "This deployment is older, and knows no holds.", "")
		return
	}
	if err != nil {
		d.failed("holds", err)
		return
	}
	state := fine
	if len(found.Items) > 0 {
		state = warning
	}
	d.add("holds", state, count(len(found.Items), "open hold", "open holds"), "Somebody has to decide: usersync holds --state open.")
}

// checkCredentials looks for tokens and secrets that expire, and for identity providers that are paused or were never heard of.
func (d *doctor) checkCredentials(ctx context.Context) {
	connections, err := d.items(ctx, "/connections", nil)
	if err != nil {
		d.failed("connections", err)
		return
	}
	for _, c := range connections {
		switch {
		case c.text("state") == "paused":
			d.add("connection "+c.text("name"), warning, "It is paused: its requests are refused.", "An admin can resume it.")
		case !c.has("lastActivityAt"):
			d.add("connection "+c.text("name"), warning, "Nothing was heard of it yet.", "Give the identity provider its address and token: usersync tokens create.")
		case c.has("silence"):
			d.add("connection "+c.text("name"), warning, "last heard of "+c.text("lastActivityAt")+", which is longer ago than expected", "Look at provisioning in the identity provider: it may be stopped, or its token refused.")
		default:
			d.add("connection "+c.text("name"), fine, "last heard of "+c.text("lastActivityAt"), "")
		}
		for _, n := range c.list("notices") {
			d.expiring(c.text("name"), n)
		}
	}
}

func (d *doctor) expiring(connection string, n object) {
	state, detail := warning, "expires in "+count(n.number("expiresInDays"), "day", "days")
	if n.text("notice") == "expired" {
		state, detail = wrong, "has expired"
	}
	what := strings.ReplaceAll(n.text("kind"), "_", " ")
	d.add("connection "+connection, state, what+" "+n.text("name")+" "+detail, "Make a new one, give it to the identity provider, then revoke the old one: usersync tokens create, usersync tokens revoke.")
}

func (d *doctor) checkRules(ctx context.Context) {
	findings, err := d.items(ctx, "/rules/lint", nil)
	if err != nil {
		d.failed("rules", err)
		return
	}
	errs, state := errorsIn(findings), fine
	switch {
	case errs > 0:
		state = wrong
	case slices.ContainsFunc(findings, func(f object) bool { return f.text("severity") == warning }):
		state = warning
	}
	d.add("rules", state, count(errs, "error", "errors")+", "+strconv.Itoa(len(findings)-errs)+" other findings", "See them: usersync rules lint.")
	draft, err := d.draft(ctx)
	if err == nil && draft.is("exists") {
		d.add("draft", warning, "There is a draft of "+draft.text("modifiedAt")+" with "+count(len(draft.list("changes")), "change", "changes")+".", "Try it: usersync plan create. Throw it away: usersync rules draft discard.")
	}
}
