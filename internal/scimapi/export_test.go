package scimapi

import "usersync/internal/web"

// Routes is the surface, for tests that try every line of it.
func Routes() []web.Route { return (&api{}).routes() }
