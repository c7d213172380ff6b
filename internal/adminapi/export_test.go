package adminapi

import "usersync/internal/access"

// OperatorOnly is the scope of a line that only the operator may use.
const OperatorOnly = operatorOnly

// SurfaceLine is one line of the surface.
type SurfaceLine struct {
	Method, Path string
	Scope        access.Scope
}

// Surface is the surface as it is registered, for tests that try every line of it, but for signing in and out, which need no credential.
func Surface(c Config) []SurfaceLine {
	var lines []SurfaceLine
	for _, op := range newServer(c).routes.operations {
		scope, _ := op.Metadata[scopeKey].(access.Scope)
		if scope == anybodys {
			continue
		}
		lines = append(lines, SurfaceLine{op.Method, op.Path, scope})
	}
	return lines
}
