package rule

// advice is what a finding says to a person.
type advice struct {
	severity       Severity
	detail, remedy string
}

var advices = map[string]advice{
	FindShadowed: {
		Warning, "Stronger rules on the same directory group state everything that this rule states, so nothing of it can win.",
		"Delete the rule, move it up, or take away from the stronger ones what this one shall decide.",
	},
	FindDuplicate:   {Warning, "A stronger rule says exactly the same to the same people.", "Delete one of the two."},
	FindUnreachable: {Warning, "The condition contradicts itself or the rule's group: it can be true of nobody.", "Correct the condition, or delete the rule."},
	FindNobody: {
		Warning, "The group has members, but the condition is true of none of them.",
		"Look at what the directory says of a person whom you expected; correct the condition.",
	},
	FindGroupGone: {
		Fault, "The directory has no such group, so the rule, or this part of its condition, matches nobody.",
		"Choose another group, have the identity provider push it again, or delete the rule.",
	},
	FindGroupEmpty: {Warning, "The rule's directory group has no members.", "Assign people to the group in the identity provider, or delete the rule."},
	FindFoughtOver: {
		Notice, "For the same people a stronger rule states another value of this slot, and wins.",
		"If the weaker value is the one that is meant, move its rule up; else nothing needs to be done.",
	},
	FindPrerequisite: {
		Fault, "The product needs another one that does not exist, so people get it without.",
		"Add the product that is needed, or take it out of the prerequisites.",
	},
	FindExcludedPair: {
		Warning, "Two products that the same people would get exclude each other: of the two they get the stronger rule's, or the one named first.",
		"Take one of the two products out, or lift the exclusion.",
	},
	FindImpossible: {
		Fault, "The product needs two others that exclude each other: nobody can hold it.",
		"Correct the prerequisites or the exclusions of the products.",
	},
	FindEscalation: {
		Warning, "Whoever may put people into this directory group can give them, and often themselves, this power over other users.",
		"Give fewer privileges over fewer user groups, or make sure that only admins of the identity provider can change the group.",
	},
	FindProduct:   {Fault, "There is no such product.", "Add the product, or take it out of the rule."},
	FindPlan:      {Fault, "The product has no such plan, so people get it without a plan.", "Choose one of the product's plans."},
	FindTemplate:  {Fault, "There is no such template, so the next rule decides.", "Choose another template."},
	FindUserGroup: {Fault, "There is no such user group, so it is left out.", "Choose another user group."},
	FindRole:      {Fault, "There is no such role or privilege, or a manager would be left without any, so it is left out.", "Correct the role."},
	FindNotAssignable: {
		Fault, "The account's settings do not let rules give this role, so the next rule decides.",
		"Choose another role, or let rules give this one.",
	},
	FindLanguage:       {Fault, "Nobody can be written to in this language, so the next rule decides.", "Choose one of en, fr, it, de, es, pt and nl."},
	FindConditionBroke: {Fault, "The condition cannot be read, so nothing of the rule can be evaluated.", "Correct the condition."},
}
