// Package standin is what stands in for cloud services in tests. For DynamoDB it starts dynoxide or Amazon's DynamoDB
// Local, both from .tools at the module's root, where `make tools` puts them; a test that lacks one fails and says so.
// For SQS and SES it has small servers of our own.
//
// It is for tests only. It holds no expectations: where a stand-in differs from the service, the test that meets it says so.
package standin

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"testing"

	"usersync/internal/lambdatest"
)

// tool is the path of a file under .tools; the pattern must match exactly one.
func tool(pattern string) (string, error) {
	top, err := lambdatest.Root()
	if err != nil {
		return "", err
	}
	found, err := filepath.Glob(filepath.Join(top, ".tools", "node_modules", pattern))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d files like .tools/node_modules/%s: run make tools", len(found), pattern)
	}
	return found[0], nil
}

// mustTool fails the test when there is no such tool.
func mustTool(t testing.TB, pattern string) string {
	t.Helper()
	path, err := tool(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// freePort is a loopback port that nobody listened on a moment ago.
func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return port, listener.Close()
}
