package scimapi

import (
	"slices"

	"usersync/internal/web"
)

// routes is the whole surface, each line with who calls it. Literal segments stand before those in braces.
func (a *api) routes() []web.Route {
	return slices.Concat(a.otherRoutes(), a.customSearches(), a.resourceRoutes(), a.customRoutes())
}

// resourceRoutes is the resources, which the operations of a bulk request reach as well.
func (a *api) resourceRoutes() []web.Route {
	answer := a.answer
	return []web.Route{
		{Pattern: "/Users", Methods: web.Methods{
			"GET":  answer(a.listUsers),  // every identity provider: connection test, look-up by userName or externalId, import
			"POST": answer(a.createUser), // every identity provider
		}},
		{Pattern: "/Users/{id}", Methods: web.Methods{
			"GET":    answer(a.readUser),    // Entra before every update, Okta before PUT
			"PUT":    answer(a.replaceUser), // Okta's own apps, OneLogin, authentik, Keycloak
			"PATCH":  answer(a.patchUser),   // Entra always; Okta for active
			"DELETE": answer(a.deleteUser),  // Entra about 30 days after the deactivation, JumpCloud, authentik
		}},
		{Pattern: "/Groups", Methods: web.Methods{
			"GET":  answer(a.listGroups),  // look-up by displayName; Okta's import; Entra's membership check
			"POST": answer(a.createGroup), // Okta with members, Entra empty
		}},
		{Pattern: "/Groups/{id}", Methods: web.Methods{
			"GET":    answer(a.readGroup),    // Entra with excludedAttributes=members
			"PUT":    answer(a.replaceGroup), // Okta's full push, OneLogin
			"PATCH":  answer(a.patchGroup),   // members one by one or in batches: Entra, Okta, AWS, JumpCloud
			"DELETE": answer(a.deleteGroup),
		}},
	}
}

func (a *api) otherRoutes() []web.Route {
	answer := a.answer
	return []web.Route{
		{Pattern: "/Users/.search", Methods: web.Methods{"POST": answer(a.listUsers)}}, // clients that keep filters out of URLs (RFC 7644 section 3.4.3)
		{Pattern: "/Groups/.search", Methods: web.Methods{"POST": answer(a.listGroups)}},
		{Pattern: "/.search", Methods: web.Methods{"POST": answer(a.searchAll)}},
		{Pattern: "", Methods: web.Methods{"GET": answer(a.searchAll)}},  // RFC 7644 section 3.4.2.1; no identity provider is known to ask this
		{Pattern: "/Bulk", Methods: web.Methods{"POST": answer(a.bulk)}}, // first imports; Entra's gallery recommends it

		{Pattern: "/ServiceProviderConfig", Methods: web.Methods{"GET": answer(a.serviceProviderConfig)}}, // SailPoint, authentik, Keycloak before anything else
		{Pattern: "/ResourceTypes", Methods: web.Methods{"GET": answer(a.listResourceTypes)}},             // SailPoint, Keycloak
		{Pattern: "/ResourceTypes/{id}", Methods: web.Methods{"GET": answer(a.readResourceType)}},         // SailPoint
		{Pattern: "/Schemas", Methods: web.Methods{"GET": answer(a.listSchemas)}},                         // Entra's "Test Schema", Keycloak
		{Pattern: "/Schemas/{id}", Methods: web.Methods{"GET": answer(a.readSchema)}},

		// The user that the connection is bound to; 501 without one, as RFC 7644 section 3.11 wants. No identity provider is known to ask this.
		{Pattern: "/Me", Methods: web.Methods{
			"GET": answer(a.readMe), "POST": answer(notOffered), "PUT": answer(a.replaceMe), "PATCH": answer(a.patchMe), "DELETE": answer(a.deleteMe),
		}},
	}
}
