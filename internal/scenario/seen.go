package scenario

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// user is an account user in the words of stories, or none. Members that have no word of their own stay as the API has them.
func (p *player) user(name string) (any, error) {
	view, err := p.orNone("/users/" + p.names.id(name))
	if view == nil || err != nil {
		return none, err
	}
	seen := maps.Clone(view)
	seen["products"] = phrases(view["products"], productPhrase)
	seen["role"] = slotPhrase(view["role"], "kind")
	seen["userGroup"] = slotPhrase(view["userGroup"], "id")
	seen["settings"] = slotPhrase(view["settingsTemplate"], "id")
	seen["language"] = languagePhrase(view["language"])
	seen["mail"] = mailPhrase(view["welcomeMail"])
	seen["problems"] = phrases(view["problems"], problemPhrase)
	return seen, nil
}

// filled are users as expected: who has problems must be said.
func filled(users map[string]any) map[string]any {
	out := map[string]any{}
	for name, want := range users {
		if seen, ok := want.(object); ok {
			seen = maps.Clone(seen)
			if _, said := seen["problems"]; !said {
				seen["problems"] = []any{}
			}
			want = seen
		}
		out[name] = want
	}
	return out
}

// orNone reads something; nil when it is not there.
func (p *player) orNone(path string) (object, error) {
	view, err := p.read(path)
	var no *refusal
	if errors.As(err, &no) && no.status == http.StatusNotFound {
		return nil, nil
	}
	return view, err
}

// phrases puts each object of a list in words, in the order of the words.
func phrases(raw any, phrase func(object) string) []any {
	var all []string
	items, _ := raw.([]any)
	for _, item := range items {
		if one, ok := item.(object); ok {
			all = append(all, phrase(one))
		}
	}
	slices.Sort(all)
	return anys(all)
}

// words joins what is there.
func words(all ...any) string {
	var out []string
	for _, w := range all {
		if w != nil && w != "" {
			out = append(out, fmt.Sprint(w))
		}
	}
	return strings.Join(out, " ")
}

// productPhrase: "meeting pro by sales", "webinar by hand, waits at 2".
func productPhrase(of object) string {
	by := of["owner"]
	if by == "rule" {
		by = of["rule"]
	}
	phrase := words(of["key"], of["plan"], "by", by)
	if of["state"] == waiting {
		phrase += words(", waits at", of["position"])
	}
	return phrase
}

// slotPhrase: "admin by leaders", "member", "none".
func slotPhrase(raw any, member string) string {
	slot, _ := raw.(object)
	phrase := words(slot[member])
	if phrase == "" {
		phrase = none
	}
	if slot["rule"] != nil {
		phrase = words(phrase, "by", slot["rule"])
	}
	return phrase
}

// languagePhrase: "de by sales", "fr by own".
func languagePhrase(raw any) string {
	slot, _ := raw.(object)
	if slot["rule"] != nil {
		return words(slot["tag"], "by", slot["rule"])
	}
	return words(slot["tag"], "by", slot["source"])
}

// mailPhrase: "sent default", "none"; "undecided" before it is decided.
func mailPhrase(raw any) string {
	mail, ok := raw.(object)
	switch {
	case !ok:
		return "undecided"
	case mail["state"] == none:
		return none
	default:
		return words(mail["state"], mail["template"])
	}
}

// problemPhrase: "out_of_seats webinar by sales".
func problemPhrase(of object) string {
	phrase := words(of["code"], of["subject"])
	if of["rule"] != nil {
		phrase = words(phrase, "by", of["rule"])
	}
	return phrase
}

func (p *player) directoryUser(name string) (any, error) {
	view, err := p.orNone("/directory/users/" + p.names.id(name))
	if view == nil || err != nil {
		return none, err
	}
	return view, nil
}

// mails are all that ever went out, by name: "ann default en", or only "ann" where the stage keeps no more.
func (p *player) mails() []any {
	var all []string
	for _, m := range p.stage.Mails() {
		name, _, _ := strings.Cut(m.To, "@")
		all = append(all, words(name, p.names.tell(m.Template), m.Language))
	}
	slices.Sort(all)
	return anys(all)
}

// wantedMails are the mails as far as the stage keeps them.
func (p *player) wantedMails(want list) list {
	kept := p.stage.Mails()
	if len(kept) == 0 || kept[0].Template != "" || want == nil {
		return want
	}
	people := list{}
	for _, one := range want {
		name, _, _ := strings.Cut(one, " ")
		people = append(people, name)
	}
	return people
}

func (p *player) seats(product string) (any, error) {
	view, err := p.read("/products/" + product)
	if err != nil {
		return nil, err
	}
	seats := view["seats"]
	if seats == nil {
		seats = "unlimited"
	}
	return fmt.Sprintf("%v of %v", view["used"], seats), nil
}

func (p *player) line(product string) (any, error) {
	all, err := p.items("/products/" + product + "/waiting")
	people := []any{}
	for _, w := range all {
		people = append(people, w["user"])
	}
	return people, err
}
