package cli

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
)

// ulid is what an id looks like.
var ulid = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{26}$`)

// userID is the id of somebody named by id, userName or e-mail address: among account users first, then in the directory.
func (s *Session) userID(ctx context.Context, who string) (string, error) {
	if ulid.MatchString(who) {
		return who, nil
	}
	looks := []struct{ path, attribute string }{{"/users", "userName"}, {"/directory/users", "userName"}}
	if strings.Contains(who, "@") {
		looks = append(looks, struct{ path, attribute string }{"/directory/users", "emails.value"})
	}
	for _, look := range looks {
		id, err := s.only(ctx, look.path, look.attribute, who, "userName")
		if id != "" || err != nil {
			return id, err
		}
	}
	return "", &exit{ExitFailed, "There is no user of this id, userName or e-mail address: " + who + ". usersync users --text PART searches for a part of a name."}
}

// userIDs is userID for several.
func (s *Session) userIDs(ctx context.Context, who []string) ([]string, error) {
	ids := make([]string, len(who))
	for i, name := range who {
		var err error
		if ids[i], err = s.userID(ctx, name); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// groupID is the id of a directory group named by id or displayName.
func (s *Session) groupID(ctx context.Context, name string) (string, error) {
	if ulid.MatchString(name) {
		return name, nil
	}
	id, err := s.only(ctx, "/directory/groups", "displayName", name, "displayName")
	if id == "" && err == nil {
		err = &exit{ExitFailed, "There is no directory group of this id or displayName: " + name + ". usersync groups lists them."}
	}
	return id, err
}

// only is the id of the one item of a list with this value; "" where there is none. Several are refused: nobody can tell which is meant.
func (s *Session) only(ctx context.Context, path, attribute, value, shown string) (string, error) {
	quoted, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	found, err := s.All(ctx, path, query("filter", attribute+" eq "+string(quoted)), 10)
	if err != nil {
		return "", err
	}
	items, err := readAll(found)
	if err != nil || len(items) == 0 {
		return "", err
	}
	if len(items) > 1 {
		var list []string
		for _, item := range items {
			list = append(list, "\n  "+item.text("id")+"  "+item.text(shown))
		}
		return "", &exit{ExitFailed, "Several have this " + attribute + ". Name one by its id:" + strings.Join(list, "")}
	}
	return items[0].text("id"), nil
}

// connection is the connection that is meant: by id or name, or the only one that there is.
func (s *Session) connection(ctx context.Context, name string) (object, error) {
	all, err := s.items(ctx, "/connections", nil)
	if err != nil {
		return nil, err
	}
	var fit []object
	for _, c := range all {
		if name == "" || c.text("id") == name || strings.EqualFold(c.text("name"), name) {
			fit = append(fit, c)
		}
	}
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) == 0 && name != "":
		return nil, &exit{ExitFailed, "There is no connection of this id or name: " + name + ". usersync connections lists them."}
	case len(fit) == 0:
		return nil, &exit{ExitFailed, "The account has no connection."}
	}
	return nil, usage("There are %d connections that may be meant. Name one by its id: usersync connections lists them.", len(fit))
}
