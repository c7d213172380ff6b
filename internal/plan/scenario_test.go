package plan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/plan"
	"usersync/internal/rule"
)

// expected is what a scenario's expected.json says. A mail that is not expected is not due.
type expected struct {
	Target  plan.State
	Frozen  bool
	Wants   []plan.Want
	Outcome *plan.Outcome
	Mail    *plan.Mail
	Same    bool // the outcome equals before.json but for the policy version
}

// input is what the rules are asked, and whether the welcome mail was decided on before.
type input struct {
	Groups      []string
	Grants      []rule.Grant
	Now         time.Time
	MailDecided bool
}

// Each folder of testdata/scenarios is one judgement: about.txt says what it shows and quotes the sentence of the
// domain description that it follows from. The decision is what the rules of policy.json give for input.json.
func TestScenarios(t *testing.T) {
	folders, err := filepath.Glob("testdata/scenarios/*")
	if err != nil || len(folders) < 40 {
		t.Fatalf("%d scenarios found, error %v", len(folders), err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) { judge(t, folder) })
	}
}

func judge(t *testing.T, folder string) {
	policy := read[rule.Policy](t, folder, "policy.json")
	person := *read[plan.Person](t, folder, "person.json")
	in := read[input](t, folder, "input.json")
	before := readIfThere[plan.Outcome](t, folder, "before.json")
	seats := readIfThere[map[string]plan.SeatState](t, folder, "seats.json")
	decision := rule.Compile(policy).Evaluate(rule.Input{Groups: in.Groups, Grants: in.Grants, Email: person.Email, Now: in.Now})

	target := plan.Aim(policy, person, decision, before)
	got := expected{Target: target.State, Frozen: target.Frozen, Wants: target.Products}
	if seats == nil {
		seats = &map[string]plan.SeatState{}
	}
	got.Outcome = target.Outcome(*seats)
	got.Same = before != nil && plan.Same(before, got.Outcome)
	if mail, due := plan.Welcome(policy, decision, person, got.Outcome, in.MailDecided); due {
		got.Mail = &mail
	}
	if len(got.Wants) == 0 {
		got.Wants = nil
	}
	if diff := cmp.Diff(*read[expected](t, folder, "expected.json"), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	about, err := os.ReadFile(filepath.Join(folder, "about.txt"))
	if err != nil || !bytes.Contains(about, []byte("\n> ")) {
		t.Errorf("about.txt must quote the sentence that the scenario shows: %v", err)
	}
}

func read[T any](t *testing.T, folder, name string) *T {
	t.Helper()
	v := readIfThere[T](t, folder, name)
	if v == nil {
		t.Fatalf("%s is missing", name)
	}
	return v
}

func readIfThere[T any](t *testing.T, folder, name string) *T {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	v := new(T)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}
