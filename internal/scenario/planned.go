package scenario

import (
	"fmt"
	"net/http"
	"strings"
)

// asPlanned holds what people have against what the plan said that was just applied, user by user. Where people moved in between, or the guard holds something back,
// the story has to say itself what they have.
func (p *player) asPlanned(plan string) error {
	view, err := p.read("/plans/{" + plan + "}")
	if err != nil || view["moved"] != float64(0) || view["held"] == true || view["detail"] == "counts" {
		return err
	}
	changes, err := p.items("/plans/{" + plan + "}/changes")
	if err != nil {
		return err
	}
	var wrong []string
	for _, change := range changes {
		wrong = append(wrong, p.notAsPlanned(change)...)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("not as planned:\n\t%s", strings.Join(wrong, "\n\t"))
	}
	return nil
}

// notAsPlanned is what a user has otherwise than a plan said.
func (p *player) notAsPlanned(change object) []string {
	name := words(change["userId"])
	a, err := p.admin(http.MethodGet, "/users/{"+name+"}", nil)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", name, err)}
	}
	user, _ := p.names.tell(a.Body).(object)
	has := map[any]any{}
	for _, product := range objects(user["products"]) {
		has[product["key"]] = product["state"]
	}
	wrong := match(name+".state", change["stateAfter"], user["state"])
	for _, product := range objects(change["products"]) {
		wrong = append(wrong, match(name+"."+words(product["key"]), product["after"], orNobody(has[product["key"]]))...)
	}
	for _, slot := range objects(change["slots"]) {
		if member := chosen(user, slot["slot"]); member != nil {
			wrong = append(wrong, match(name+"."+words(slot["slot"]), slot["after"], member)...)
		}
	}
	return wrong
}

func orNobody(state any) any {
	if state == nil {
		return none
	}
	return state
}

// chosen is what a user has in a slot that names one thing by its id or tag; nil for others.
func chosen(user object, slot any) any {
	of, _ := user[words(slot)].(object)
	if slot == "language" {
		return of["tag"]
	}
	return of["id"]
}
