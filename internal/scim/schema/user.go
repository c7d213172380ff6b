package schema

import "usersync/internal/scim"

// userTable is the core schema of users (RFC 7643 sections 4.1 and 8.7.1).
var userTable = []row{
	{name: "userName", kind: String, traits: required | unique, length: 320, text: "The name that the person signs in with; unique in the account, whatever its case."},
	{name: "name", kind: Complex, text: "The parts of the person's name.", sub: []row{
		{name: "formatted", kind: String, text: "The whole name, as it is shown."},
		{name: "familyName", kind: String, text: "The family name."},
		{name: "givenName", kind: String, text: "The given name."},
		{name: "middleName", kind: String, text: "The middle names."},
		{name: "honorificPrefix", kind: String, text: "The title in front of the name, such as Ms."},
		{name: "honorificSuffix", kind: String, text: "The suffix behind the name, such as III."},
	}},
	{name: "displayName", kind: String, text: "The name that other people see."},
	{name: "nickName", kind: String, text: "The casual name."},
	{name: "profileUrl", kind: Reference, refers: []string{"external"}, text: "The address of the person's profile page."},
	{name: "title", kind: String, text: "The job title, such as Vice President."},
	{name: "userType", kind: String, text: "The relation to the organisation, such as Employee or Contractor."},
	{name: "preferredLanguage", kind: String, text: "The preferred languages, as in an Accept-Language header."},
	{name: "locale", kind: String, text: "The place whose formats of dates and numbers the person wants, such as en-US."},
	{name: "timezone", kind: String, text: "The time zone by its IANA name, such as Europe/Berlin."},
	{name: "active", kind: Boolean, text: "Whether the person may use what was assigned."},
	{name: "password", kind: String, traits: exact | writeOnly | never, text: "A password; it is accepted, and never stored or returned."},
	plural("emails", String, "E-mail addresses.", "work", "home", "other"),
	plural("phoneNumbers", String, "Telephone numbers.", "work", "home", "mobile", "fax", "pager", "other"),
	plural("ims", String, "Instant messaging addresses.", "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
	plural("photos", Reference, "Addresses of pictures of the person.", "photo", "thumbnail"),
	{name: "addresses", kind: Complex, traits: multi, text: "Postal addresses.", sub: []row{
		{name: "formatted", kind: String, text: "The whole address, as it is written on a letter."},
		{name: "streetAddress", kind: String, text: "Street, house number and the like; may have several lines."},
		{name: "locality", kind: String, text: "The city."},
		{name: "region", kind: String, text: "The state or region."},
		{name: "postalCode", kind: String, text: "The postal code."},
		{name: "country", kind: String, text: "The country, by its two letters of ISO 3166-1."},
		{name: "type", kind: String, canonical: []string{"work", "home", "other"}, text: "What the address is for."},
		{name: "primary", kind: Boolean, text: "Whether this is the preferred address; true at most once."},
	}},
	{name: "groups", kind: Complex, traits: multi | readOnly, text: "The groups that the person is in; changed through the groups.", sub: []row{
		{name: "value", kind: String, traits: exact | readOnly, text: "The group's id."},
		{name: "$ref", kind: Reference, traits: readOnly, refers: []string{"User", "Group"}, text: "The group's address."},
		{name: "display", kind: String, traits: readOnly, text: "The group's displayName."},
		{name: "type", kind: String, traits: readOnly, canonical: []string{"direct", "indirect"}, text: "Whether the membership is direct."},
	}},
	plural("entitlements", String, "Entitlements."),
	plural("roles", String, "Roles."),
	plural("x509Certificates", Binary, "Certificates, each as the base64 text of its DER form."),
}

// plural is a multi-valued attribute with the usual sub-attributes (RFC 7643 section 2.4).
func plural(name string, kind Type, text string, canonical ...string) row {
	value := row{name: "value", kind: kind, text: "The value itself."}
	if kind == Reference {
		value.refers = []string{"external"}
	}
	return row{name: name, kind: Complex, traits: multi, text: text, sub: []row{
		value,
		{name: "display", kind: String, text: "The value as it is shown."},
		{name: "type", kind: String, canonical: canonical, text: "What the value is for."},
		{name: "primary", kind: Boolean, text: "Whether this is the preferred value; true at most once."},
	}}
}

// enterpriseTable is the enterprise extension (RFC 7643 sections 4.3 and 8.7.1).
var enterpriseTable = []row{
	{name: "employeeNumber", kind: String, text: "The number that the organisation gave to the person."},
	{name: "costCenter", kind: String, text: "The cost center."},
	{name: "organization", kind: String, text: "The organisation."},
	{name: "division", kind: String, text: "The division."},
	{name: "department", kind: String, text: "The department."},
	{name: "manager", kind: Complex, text: "The person's manager.", sub: []row{
		{name: "value", kind: String, traits: exact, text: "The manager's id."},
		{name: "$ref", kind: Reference, refers: []string{"User"}, text: "The manager's address."},
		{name: "displayName", kind: String, traits: readOnly, text: "The manager's displayName."},
	}},
}

var (
	userSchema = &Schema{
		ID: scim.UserSchema, Name: "User", Description: "User Account", Attributes: attributes(userTable),
	}
	enterpriseSchema = &Schema{
		ID: scim.EnterpriseSchema, Name: "EnterpriseUser", Description: "Enterprise User", Attributes: attributes(enterpriseTable),
	}
	users = bind(&ResourceType{
		Name: "User", Endpoint: "/Users", Description: "User Account", Core: userSchema, Extensions: []Extension{{Schema: enterpriseSchema}},
	})
)

// Users is the resource type of users, with the enterprise extension.
func Users() *ResourceType { return users }

// memberOfRow is known to the conditions of rules only; it is no attribute of SCIM.
var memberOfRow = row{
	name: "memberOf", kind: String, traits: multi | exact | readOnly,
	text: "The ids of the groups that the person is a direct member of.",
}

var ruleUsers = bind(&ResourceType{
	Name: "User", Endpoint: "/Users", Description: "User account, as the conditions of rules see it",
	Core: &Schema{
		ID: scim.UserSchema, Name: "User", Description: "User Account", Attributes: append(attributes(userTable), memberOfRow.attribute()),
	},
	Extensions: []Extension{{Schema: enterpriseSchema}},
})

// RuleUsers is Users as the conditions of rules see them: with a multi-valued, case-exact attribute "memberOf" that
// holds group ids, so that memberOf eq "<group id>" can be asked. It is not for requests of clients.
func RuleUsers() *ResourceType { return ruleUsers }
