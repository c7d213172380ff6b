package scimapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scimapi"
)

// failing is a directory in which nothing works.
type failing struct{ err error }

type (
	user  = directory.User
	group = directory.Group
)

func (f failing) CreateUser(context.Context, access.Principal, scim.Object) (user, error) {
	return user{}, f.err
}

func (f failing) User(context.Context, access.Account, string, bool) (user, error) {
	return user{}, f.err
}

func (f failing) Users(context.Context, access.Account, directory.Query) (directory.List[user], error) {
	return directory.List[user]{}, f.err
}

func (f failing) ReplaceUser(context.Context, access.Principal, string, scim.Object, directory.Precondition) (user, error) {
	return user{}, f.err
}

func (f failing) PatchUser(context.Context, access.Principal, string, []patch.Op, directory.Precondition) (user, error) {
	return user{}, f.err
}

func (f failing) DeleteUser(context.Context, access.Principal, string, directory.Precondition) error {
	return f.err
}

func (f failing) RetireUser(context.Context, access.Principal, string, directory.Precondition) error {
	return f.err
}

func (f failing) CreateGroup(context.Context, access.Principal, scim.Object, []string) (group, error) {
	return group{}, f.err
}

func (f failing) Group(context.Context, access.Account, string, bool) (group, error) {
	return group{}, f.err
}

func (f failing) Groups(context.Context, access.Account, directory.Query) (directory.List[group], error) {
	return directory.List[group]{}, f.err
}

func (f failing) ReplaceGroup(context.Context, access.Principal, string, scim.Object, []string, directory.Precondition) (group, error) {
	return group{}, f.err
}

func (f failing) PatchGroup(context.Context, access.Principal, string, []patch.Op, directory.Precondition) (group, error) {
	return group{}, f.err
}

func (f failing) DeleteGroup(context.Context, access.Principal, string, directory.Precondition) error {
	return f.err
}

// on puts the door of a house in front of another directory.
func (h *house) on(users scimapi.UserDirectory, groups scimapi.GroupDirectory) {
	config := h.config
	config.Users, config.Groups = users, groups
	h.http = scimapi.New(config)
}

// calls is one good request for every use case.
var calls = map[string]string{
	"GET /Users": "", "POST /Users": `{"userName":"x"}`, "POST /Users/.search": "{}",
	"GET /Users/x": "", "PUT /Users/x": `{"userName":"x"}`, "PATCH /Users/x": `{"Operations":[{"op":"replace","value":{"title":"x"}}]}`, "DELETE /Users/x": "",
	"GET /Groups": "", "POST /Groups": `{"displayName":"x"}`, "POST /Groups/.search": "{}",
	"GET /Groups/x": "", "PUT /Groups/x": `{"displayName":"x"}`, "PATCH /Groups/x": `{"Operations":[{"op":"remove","path":"members"}]}`, "DELETE /Groups/x": "",
}

func TestAFailureOfTheDirectoryReachesTheClientInSCIMsWords(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
	}{
		{errors.New("canary: disk on fire"), 500},
		{fmt.Errorf("canary: %w", fault.New(fault.Unavailable, "storage", "Try again.")), 503},
		{fault.New(fault.TooMany, "", "Slow down."), 429},
		{fault.New(fault.Forbidden, "", "Not yours."), 403},
		{fault.New(fault.Scope, scim.TooMany, "Narrow it."), 400},
	} {
		h := newHouse(t)
		h.on(failing{c.err}, failing{c.err})
		for target, body := range calls {
			method, path, _ := strings.Cut(target, " ")
			for _, tags := range []string{"*", `W/"1", W/"2"`} {
				got := h.send(method, path, body, "If-Match: "+tags).want(c.status)
				if strings.Contains(got.raw, "canary") {
					t.Errorf("%s tells: %s", target, got.raw)
				}
				if retry := got.header.Get("Retry-After"); (retry == "1") != (c.status == 429 || c.status == 503) {
					t.Errorf("%s: Retry-After %q", target, retry)
				}
			}
		}
		if ours := strings.Contains(h.log.String(), `"ERROR"`); ours != (c.status >= 500) {
			t.Errorf("%d: error lines in the log: %v", c.status, ours)
		}
	}
}

// gone is a directory whose resources vanish right after a write.
type gone struct {
	scimapi.UserDirectory
	scimapi.GroupDirectory
}

func (gone) User(context.Context, access.Account, string, bool) (user, error) {
	return user{}, fault.New(fault.NotFound, "user", "There is no such user.")
}

func (gone) Group(context.Context, access.Account, string, bool) (group, error) {
	return group{}, fault.New(fault.NotFound, "group", "There is no such group.")
}

func TestWhatIsDeletedBehindAWriteIsNotThere(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	staff := h.group("Staff")
	vanished := gone{h.directory, h.directory}
	h.on(vanished, vanished)

	h.send("PATCH", "/Users/"+ann, calls["PATCH /Users/x"]).want(404)
	h.send("PATCH", "/Users/"+ann+"?excludedAttributes=groups", `{"Operations":[{"op":"replace","path":"title","value":"y"}]}`).want(200).has(map[string]any{"title": "y"})
	h.send("PATCH", "/Groups/"+staff, `{"Operations":[{"op":"add","path":"members","value":[{"value":"`+ann+`"}]}]}`).want(204)
	h.send("PATCH", "/Groups/"+staff+"?attributes=members", `{"Operations":[{"op":"remove","path":"members"}]}`).want(404)
	h.send("PUT", "/Groups/"+staff, `{"displayName":"Staff"}`).want(404)
	h.send("POST", "/Groups", `{"displayName":"More","members":[{"value":"`+ann+`"}]}`).want(404)
}

func TestABadProjectionIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	h := newHouse(t)
	h.on(failing{errors.New("asked")}, failing{errors.New("asked")})
	for target, body := range calls {
		method, path, _ := strings.Cut(target, " ")
		if method == http.MethodDelete || strings.HasSuffix(path, ".search") {
			continue
		}
		h.send(method, path+"?attributes=a&excludedAttributes=b", body).want(400, scim.InvalidValue)
	}
}

func TestTheAccessLineOfARequest(t *testing.T) {
	h := newHouse(t)
	h.send("GET", "/Users/canary-id?filter=canary", "").want(404)
	line := h.log.String()
	for _, part := range []string{`"door":"scim"`, `"method":"GET"`, `"route":"/scim/v2/Users/{id}"`, `"status":404`, `"account":"` + h.acme.ID() + `"`, `"credential":"`} {
		if !strings.Contains(line, part) {
			t.Errorf("no %s in %s", part, line)
		}
	}
	if strings.Contains(line, "canary") || strings.Contains(line, h.token) {
		t.Errorf("the log holds input: %s", line)
	}
}
