package cli

import "strings"

// changeColumns show what becomes of a user: of a plan, a dry run or a timeline.
func changeColumns(n names) []column {
	return []column{
		col("USER", "userName"),
		{"STATE", func(o object) string { return arrow(o.text("stateBefore"), o.text("stateAfter")) }},
		{"PRODUCTS", func(o object) string { return productChanges(o, n) }},
		{"ELSE", func(o object) string { return slotChanges(o, n) }},
		{"MAIL", mailOf},
		{"FAILURES", failuresOf},
	}
}

// arrow says that one thing becomes another; what stays is said once.
func arrow(before, after string) string {
	before, after = or(before, "none"), or(after, "none")
	if before == after {
		return after
	}
	return before + " -> " + after
}

func productChanges(o object, n names) string {
	var words []string
	for _, p := range o.list("products") {
		words = append(words, because(productChange(p), p, n))
	}
	return strings.Join(words, "; ")
}

// productChange is what becomes of a hold on a product: "+meeting:pro", "-meeting:pro", "meeting basic -> pro", "webinar none -> waiting".
func productChange(p object) string {
	key, before, after := p.text("key"), or(p.text("before"), "none"), or(p.text("after"), "none")
	switch {
	case before == "none" && after == "granted":
		return "+" + withPlan(key, p.text("planAfter"))
	case before == "granted" && after == "none":
		return "-" + withPlan(key, p.text("planBefore"))
	case before == after:
		return key + " " + arrow(p.text("planBefore"), p.text("planAfter"))
	}
	return key + " " + arrow(before, after)
}

func slotChanges(o object, n names) string {
	var words []string
	for _, slot := range o.list("slots") {
		words = append(words, because(slot.text("slot")+" "+arrow(n.name(slot.text("before")), n.name(slot.text("after"))), slot, n))
	}
	return strings.Join(words, "; ")
}

// because adds the rule that decides.
func because(word string, o object, n names) string {
	if id := o.text("rule"); id != "" {
		return word + " (" + n.name(id) + ")"
	}
	return word
}

func mailOf(o object) string {
	if o.has("mail.reason") {
		return "none: " + o.text("mail.reason")
	}
	return strings.TrimSpace(o.text("mail.template") + " " + o.text("mail.language"))
}

func failuresOf(o object) string {
	var words []string
	for _, code := range o.texts("failuresRaised") {
		words = append(words, "+"+code)
	}
	for _, code := range o.texts("failuresCleared") {
		words = append(words, "-"+code)
	}
	return strings.Join(words, " ")
}
