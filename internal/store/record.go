package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/table"
)

var (
	_ provision.Records  = (*Store)(nil)
	_ provision.Supposer = (*Store)(nil)
)

// Fence reads a user's SYNC item.
func (s *Store) Fence(ctx context.Context, a access.Account, user string) (provision.Fence, error) {
	attrs, ok, err := s.get(ctx, a, userKey(a, user, sortSync))
	if err != nil || !ok {
		return provision.Fence{}, err
	}
	return decodeFence(attrs), nil
}

func decodeFence(attrs table.Attrs) provision.Fence {
	return provision.Fence{
		Exists: true,
		Want:   attrs[attrWant].Int(), Done: attrs[attrDone].Int(), Rules: attrs[attrRules].Int(), Turn: attrs[attrTurn].Int(),
		Erased: attrs[attrErased].Str() != "",
	}
}

// Record reads everything about a user: one strong query of the user's collection and, for somebody who is in groups, which groups those are in.
func (s *Store) Record(ctx context.Context, a access.Account, user string) (provision.Record, error) {
	rec := provision.Record{Person: plan.Person{Gone: true}, Seats: map[string]provision.Seat{}}
	q := table.Query{P: userKey(a, user, sortUser).P}
	err := s.each(ctx, a, q, func(item table.Item) error { return addToRecord(&rec, user, item) })
	if err != nil || len(rec.Groups) == 0 {
		return rec, err
	}
	nesting, err := s.Nesting(ctx, a)
	rec.Direct = len(rec.Groups)
	rec.Groups = append(rec.Groups, nesting.Above(rec.Groups)...)
	return rec, err
}

func addToRecord(rec *provision.Record, user string, item table.Item) error {
	switch sort := item.Key.S; {
	case sort == sortUser:
		return addUser(rec, user, item.Attrs)
	case sort == sortOutcome:
		outcome, err := decodeOutcome(item.Attrs)
		rec.Outcome = outcome
		return err
	case sort == sortSync:
		rec.Connection = item.Attrs[attrConn].Str()
	case sort == sortKept:
		rec.Kept = true
	case strings.HasPrefix(sort, prefixGrant), strings.HasPrefix(sort, prefixMark):
		return addHand(rec, sort, item.Attrs)
	case strings.HasPrefix(sort, prefixMember):
		rec.Groups = append(rec.Groups, sort[len(prefixMember):])
	case strings.HasPrefix(sort, prefixPass):
		if rec.Passed == nil {
			rec.Passed = map[string]bool{}
		}
		rec.Passed[sort[len(prefixPass):]] = true
	case strings.HasPrefix(sort, prefixSeat):
		product := sort[len(prefixSeat):]
		rec.Seats[product] = decodeSeat(product, item.Attrs)
	case strings.HasPrefix(sort, prefixMail+welcome):
		rec.MailDecided = true
		noteMail(rec, sort[len(prefixMail):], item.Attrs)
		rec.MailAsleep = sort == prefixMail+firstWelcome && decodeIntent(user, firstWelcome, item.Attrs).Asleep()
	}
	return nil
}

func addUser(rec *provision.Record, id string, attrs table.Attrs) error {
	u, err := decodeUser(id, attrs)
	if err != nil {
		return err
	}
	rec.User, rec.Connection, rec.Known = u.Attrs, u.Connection, u.Created
	person := personOf(u.Attrs)
	person.Suspended, person.Pinned = rec.Person.Suspended, rec.Person.Pinned // read before: they sort first
	rec.Person = person
	return nil
}

// PersonOf implements provision.Supposer.
func (s *Store) PersonOf(attributes scim.Object) plan.Person { return personOf(attributes) }

func personOf(attributes scim.Object) plan.Person {
	return plan.Person{
		Active:      directory.Active(attributes),
		UserName:    directory.UserName(attributes),
		DisplayName: directory.DisplayName(attributes),
		Email:       directory.Email(attributes),
	}
}

// Above implements provision.Supposer.
func (s *Store) Above(ctx context.Context, a access.Account, groups []string) ([]string, error) {
	nesting, err := s.Nesting(ctx, a)
	return nesting.Above(groups), err
}

// The index lists of account users, and of those who are deleted from the directory and keep what they had.
const (
	outcomes = "A"
	keptList = "X"
)

// sortKept is the item that puts a user into keptList.
const sortKept = "LEFT"

// putOutcome stores what holds for a user. un is the userName as it is shown.
func putOutcome(a access.Account, user string, o *plan.Outcome) (table.Action, error) {
	if o.State == plan.Erased {
		return table.Delete(userKey(a, user, sortOutcome)), nil
	}
	body, err := json.Marshal(o)
	if err != nil {
		return table.Action{}, fmt.Errorf("write outcome: %w", err)
	}
	return table.Put(table.Item{Key: userKey(a, user, sortOutcome), Attrs: table.Attrs{
		attrJSON:     table.B(body),
		attrState:    table.S(string(o.State)),
		attrUserName: table.S(o.UserName),
		table.G1P:    table.S(listPartition(a, outcomes, user)),
		table.G1S:    table.S(directory.SortText(o.UserName)),
	}}), nil
}

func decodeOutcome(attrs table.Attrs) (*plan.Outcome, error) {
	o := new(plan.Outcome)
	if err := json.Unmarshal(attrs[attrJSON].Raw(), o); err != nil {
		return nil, fmt.Errorf("read outcome: %w", err)
	}
	return o, nil
}
