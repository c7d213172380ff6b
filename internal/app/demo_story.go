package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"usersync/internal/provision"
	"usersync/internal/rule"
)

// story is what happened since the company was joined: newcomers, mistakes, things done by hand, and rules that are being worked on.
func (f *filler) story(ctx context.Context) error {
	idps := &knocker{door: f.app.SCIM(), base: "/scim/v2"}
	steps := []func(context.Context, *knocker) error{
		f.talk, f.firstRun, f.speakUp, f.newcomers, f.lastAdminLeaves, f.northwindGoesWild, f.quarrel, f.byHand, f.draft, f.secondRun,
	}
	for _, step := range steps {
		if err := step(ctx, idps); err != nil {
			return err
		}
	}
	return f.rest(ctx)
}

// talk is what identity providers ask before they begin.
func (f *filler) talk(ctx context.Context, idps *knocker) error {
	for _, from := range []source{f.entra, f.okta} {
		for _, path := range []string{"/ServiceProviderConfig", "/Schemas", "/Users?count=1", "/Groups?excludedAttributes=members&count=10"} {
			if _, err := idps.ask(ctx, from, http.MethodGet, path, nil, http.StatusOK); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *filler) firstRun(ctx context.Context, _ *knocker) error {
	if _, err := f.app.runner.StartRun(ctx, f.account, provision.FullRun); err != nil {
		return err
	}
	return f.rest(ctx)
}

func (f *filler) speakUp(ctx context.Context, _ *knocker) error {
	_, _, err := f.app.accounts.Change(ctx, f.account, provision.AccountChange{Quiet: new(false)})
	return err
}

// newcomers come one by one, with their groups, and are written to; two of them have addresses that nobody can write to.
func (f *filler) newcomers(ctx context.Context, idps *knocker) error {
	groups := []string{"Sales DACH", "Sales", "Customer Support", "Engineering", "Marketing"}
	var ids []any
	for i := range 14 {
		p := f.people[i*31]
		p.given, p.title, p.kind = f.company.Places[i%len(f.company.Places)].Given[i%20], "Account Executive", "Employee"
		p.userName = plainASCII(fmt.Sprintf("%s.%s.new%d@example.com", p.given, p.family, i+1))
		person := p.resource()
		if i%6 == 4 {
			person["emails"] = []any{map[string]any{"type": "work", "value": plainASCII(p.given + "." + p.family + " at example.com"), "primary": true}}
		}
		made, err := idps.ask(ctx, f.entra, http.MethodPost, "/Users", person, http.StatusCreated)
		if err != nil {
			return err
		}
		ids = append(ids, made["id"])
		for _, group := range []string{"Everyone", groups[i%len(groups)]} {
			if err := idps.patch(ctx, f.entra, "/Groups/"+f.groups[group], op("add", "members", member(made["id"]))); err != nil {
				return err
			}
		}
	}
	if err := f.rest(ctx); err != nil {
		return err
	}
	return idps.patch(ctx, f.entra, "/Users/"+ids[3].(string), op("replace", "title", "Senior Account Executive"))
}

// lastAdminLeaves takes the only administrator out of the group: the role stays, and the failures board says why.
func (f *filler) lastAdminLeaves(ctx context.Context, idps *knocker) error {
	return idps.patch(ctx, f.entra, "/Groups/"+f.groups["IT administrators"], map[string]any{"op": "replace", "path": "members", "value": []any{}})
}

// northwindGoesWild has an identity provider switch off half of its people by mistake: the guard holds what is beyond the allowance.
func (f *filler) northwindGoesWild(ctx context.Context, idps *knocker) error {
	for i := len(f.people) - northwindPeople; i < len(f.people)-northwindPeople/2; i++ {
		if err := idps.patch(ctx, f.okta, "/Users/"+f.ids[i], op("replace", "active", false)); err != nil {
			return err
		}
	}
	return f.rest(ctx)
}

// quarrel is requests that are refused, as the request inspector shows them.
func (f *filler) quarrel(ctx context.Context, idps *knocker) error {
	for _, try := range []struct {
		from   source
		method string
		path   string
		body   any
		status int
	}{
		{f.entra, http.MethodPost, "/Users", f.people[7].resource(), http.StatusConflict},
		{f.entra, http.MethodGet, "/Users?filter=userName+eqq+%22x%22", nil, http.StatusBadRequest},
		{f.entra, http.MethodGet, "/Users/2819c223-7f76-453a-919d-413861904646", nil, http.StatusNotFound},
		{f.okta, http.MethodDelete, "/Users/" + f.ids[3], nil, http.StatusForbidden},
		{f.okta, http.MethodPost, "/Groups", map[string]any{"members": []any{}}, http.StatusBadRequest},
	} {
		if _, err := idps.ask(ctx, try.from, try.method, try.path, try.body, try.status); err != nil {
			return err
		}
	}
	return nil
}

// byHand is what an admin said of single people.
func (f *filler) byHand(ctx context.Context, _ *knocker) error {
	until := f.app.config.Now().AddDate(0, 1, 0).Truncate(time.Hour)
	for i, g := range []rule.Grant{
		{Product: "whiteboard", Until: until, Note: "for the trade fair"},
		{Product: "phone", Deny: true, Note: "works in the clean room, no phones there"},
		{Product: "contact-center", Plan: "supervisor", Note: "stands in for the team lead"},
	} {
		if _, err := f.app.hands.Give(ctx, f.account, f.ids[100+i], consoleName, g); err != nil {
			return err
		}
	}
	if _, err := f.app.hands.SetMark(ctx, f.account, f.ids[110], consoleName, provision.MarkSuspension, provision.Mark{Note: "on parental leave"}); err != nil {
		return err
	}
	_, err := f.app.hands.SetMark(ctx, f.account, f.ids[111], consoleName, provision.MarkLanguage, provision.Mark{Value: "nl"})
	return err
}

// draft is rules that somebody is working on, and a plan of them.
func (f *filler) draft(ctx context.Context, _ *knocker) error {
	rules := f.app.rules
	pilots := rule.Rule{
		Enabled: true, Description: "Pilots try Webinar before everybody else", Group: f.groups["Product pilots"], Products: []rule.ProductGrant{{Key: "webinar"}},
	}
	if _, _, err := rules.Add(ctx, f.account, 0, pilots, 9); err != nil {
		return err
	}
	support := f.rules["Support answers calls"]
	_, _, err := rules.Place(ctx, f.account, 0, support, 6, func(r rule.Rule) (rule.Rule, error) {
		r.Condition = `title sw "Support" or title sw "Senior Support"`
		return r, nil
	})
	if err != nil {
		return err
	}
	lead := f.rules["Leadership is always reachable"]
	if _, _, err = rules.Change(ctx, f.account, 0, lead, func(r rule.Rule) (rule.Rule, error) { r.Language = "en"; return r, nil }); err != nil {
		return err
	}
	_, err = f.app.planner.Start(ctx, f.account, provision.NewPlan{By: consoleName})
	return err
}

func (f *filler) secondRun(ctx context.Context, idps *knocker) error {
	if err := f.rest(ctx); err != nil {
		return err
	}
	return f.firstRun(ctx, idps)
}

// knocker sends requests to the SCIM door within the process, as an identity provider sends them.
type knocker struct {
	door http.Handler
	base string
}

// ask sends a request and demands a status.
func (k *knocker) ask(ctx context.Context, from source, method, path string, body any, status int) (map[string]any, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, k.base+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.RemoteAddr = "203.0.113.20:443"
	r.Header.Set("Authorization", "Bearer "+from.token.Reveal())
	r.Header.Set("Content-Type", "application/scim+json")
	out := &heard{header: http.Header{}, status: http.StatusOK}
	k.door.ServeHTTP(out, r)
	if out.status != status {
		return nil, fmt.Errorf("%s of a sample request: %d, not %d: %s", method, out.status, status, out.body.Bytes())
	}
	var answer map[string]any
	if out.body.Len() > 0 {
		err = json.Unmarshal(out.body.Bytes(), &answer)
	}
	return answer, err
}

// patch sends a PATCH that succeeds.
func (k *knocker) patch(ctx context.Context, from source, path string, ops ...map[string]any) error {
	body := map[string]any{"schemas": []any{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": ops}
	status := http.StatusNoContent
	if len(path) > 6 && path[:6] == "/Users" {
		status = http.StatusOK
	}
	_, err := k.ask(ctx, from, http.MethodPatch, path, body, status)
	return err
}

func op(kind, path string, value any) map[string]any {
	return map[string]any{"op": kind, "path": path, "value": value}
}

func member(id any) []any { return []any{map[string]any{"value": id}} }

// heard is an answer within the process.
type heard struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *heard) Header() http.Header { return h.header }

func (h *heard) WriteHeader(status int) { h.status = status }

func (h *heard) Write(p []byte) (int, error) { return h.body.Write(p) }
