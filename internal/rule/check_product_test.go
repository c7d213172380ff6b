package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/rule"
)

// shop is a catalogue in which training needs webinar, webinar needs meeting, and chat and phone exclude each other.
func shop() *rule.Policy {
	return &rule.Policy{Products: []rule.Product{
		{Key: "meeting", Name: "Meeting"},
		{Key: "webinar", Name: "Webinar", Requires: []string{"meeting"}},
		{Key: "training", Name: "Training", Requires: []string{"webinar"}},
		{Key: "phone", Name: "Phone"},
		{Key: "chat", Name: "Chat", Excludes: []string{"phone"}},
	}}
}

func TestCheckProductAcceptsWhatHolds(t *testing.T) {
	seats := int64(0)
	plans := make([]string, rule.MaxPlans)
	for i := range plans {
		plans[i] = fmt.Sprintf("%0*d", rule.MaxPlanName, i)
	}
	accepted := map[string]rule.Product{
		"the least":                     {Key: "new", Name: "New"},
		"everything":                    {Key: "New.product_2-b", Name: "Neu für alle", Seats: &seats, Plans: []string{"Basic", "Pro plus"}, Requires: []string{"training"}, Excludes: []string{"phone", "chat"}},
		"as long as it may be":          {Key: strings.Repeat("x", rule.MaxProductKey), Name: strings.Repeat("ä", rule.MaxProductName), Plans: plans},
		"an old one, changed":           {Key: "meeting", Name: "Meetings", Excludes: []string{"phone"}},
		"an exclusion that was one-way": {Key: "phone", Name: "Phone", Excludes: []string{"chat"}},
	}
	for name, pr := range accepted {
		t.Run(name, func(t *testing.T) {
			if err := rule.CheckProduct(pr, shop()); err != nil {
				t.Error(paths(t, err, "invalid_product"))
			}
		})
	}
}

func TestCheckProductNamesEveryFault(t *testing.T) {
	negative := int64(-1)
	long := strings.Repeat("x", 300)
	longKey, longName := strings.Repeat("x", rule.MaxProductKey+1), strings.Repeat("ä", rule.MaxProductName+1)
	refused := []struct {
		name string
		pr   rule.Product
		want []string
	}{
		{"nothing given", rule.Product{}, []string{"key", "name"}},
		{"key with a space", rule.Product{Key: "a b", Name: "A"}, []string{"key"}},
		{"key with a hash", rule.Product{Key: "a#b", Name: "A"}, []string{"key"}},
		{"key that ends in a dot", rule.Product{Key: "a.", Name: "A"}, []string{"key"}},
		{"key and name too long", rule.Product{Key: long, Name: long}, []string{"key", "name"}},
		{"key and name longer by one", rule.Product{Key: longKey, Name: longName}, []string{"key", "name"}},
		{"name of spaces", rule.Product{Key: "a", Name: " \t"}, []string{"name"}},
		{"name not text", rule.Product{Key: "a", Name: "a\xff"}, []string{"name"}},
		{"negative seats", rule.Product{Key: "a", Name: "A", Seats: &negative}, []string{"seats"}},
		{"plan twice, plan empty, plan too long", rule.Product{Key: "a", Name: "A", Plans: []string{"pro", "pro", "", long}}, []string{"plans[1]", "plans[2]", "plans[3]"}},
		{"too many plans", rule.Product{Key: "a", Name: "A", Plans: make([]string, rule.MaxPlans+1)}, []string{"plans"}},
		{"unknown references", rule.Product{Key: "a", Name: "A", Requires: []string{"phone", "unknown-thing"}, Excludes: []string{"unknown-thing"}}, []string{"requires[1]", "excludes[0]"}},
		{"references twice", rule.Product{Key: "a", Name: "A", Requires: []string{"phone", "phone"}}, []string{"requires[1]"}},
		{"itself", rule.Product{Key: "a", Name: "A", Requires: []string{"a"}, Excludes: []string{"a"}}, []string{"requires[0]", "excludes[0]"}},
		{"a circle of three", rule.Product{Key: "meeting", Name: "Meeting", Requires: []string{"phone", "training"}}, []string{"requires[1]"}},
		{"exclusion of a prerequisite", rule.Product{Key: "a", Name: "A", Requires: []string{"training"}, Excludes: []string{"phone", "meeting"}}, []string{"excludes[1]"}},
		{"exclusion of a product that needs it", rule.Product{Key: "meeting", Name: "Meeting", Excludes: []string{"training"}}, []string{"excludes[0]"}},
		{"prerequisites that exclude each other", rule.Product{Key: "a", Name: "A", Requires: []string{"chat", "phone"}}, []string{"requires"}},
	}
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, paths(t, rule.CheckProduct(c.pr, shop()), "invalid_product")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckProductLeavesOldFaultsAlone(t *testing.T) {
	p := shop()
	p.Products = append(p.Products, rule.Product{Key: "suite", Name: "Suite", Requires: []string{"chat", "phone", "meeting"}})
	if err := rule.CheckProduct(rule.Product{Key: "meeting", Name: "Meetings"}, p); err != nil {
		t.Errorf("a product was blamed for the catalogue as it was: %v", err)
	}
	bad := rule.Product{Key: "meeting", Name: "Meetings", Excludes: []string{"webinar"}}
	if rule.CheckProduct(bad, p) == nil {
		t.Error("a new fault was let through because of an old one")
	}
}
