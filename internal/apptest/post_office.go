package apptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// PostOffice is an SMTP server of another hand, with what a test has it do. Its fields are set before it is opened.
type PostOffice struct {
	User     string // "": it takes mails of anybody
	Password string
	Mail     error // what it says to MAIL, RCPT and the end of DATA
	Rcpt     error
	Data     error
	HangUp   bool // it takes a mail and dies before it says so

	Address string          // once it is open
	Trusts  *x509.CertPool  // those who signed its certificate
	secure  tls.Certificate // none: the server has no STARTTLS
	mu      sync.Mutex
	mails   []Delivered
}

// Delivered is a mail that a PostOffice took; User is who signed in.
type Delivered struct{ From, To, Source, User string }

// Open starts the server on a free port.
func (p *PostOffice) Open(t testing.TB) *PostOffice {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &counter{office: p, conn: c}, nil }))
	server.ErrorLog = quiet{}
	if p.secure.Certificate != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{p.secure}, MinVersion: tls.VersionTLS12}
	}
	p.Address = listener.Addr().String()
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return p
}

// Taken are the mails that it took.
func (p *PostOffice) Taken() []Delivered {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Delivered(nil), p.mails...)
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// counter is one session.
type counter struct {
	office         *PostOffice
	conn           *smtp.Conn
	user, from, to string
}

func (c *counter) AuthMechanisms() []string {
	if c.office.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (c *counter) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != c.office.User || subtle.ConstantTimeCompare([]byte(password), []byte(c.office.Password)) != 1 {
			return smtp.ErrAuthFailed
		}
		c.user = user
		return nil
	}), nil
}

func (c *counter) Mail(from string, _ *smtp.MailOptions) error {
	if c.office.User != c.user {
		return smtp.ErrAuthRequired
	}
	c.from = from
	return c.office.Mail
}

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	return c.office.Rcpt
}

func (c *counter) Data(r io.Reader) error {
	source, err := io.ReadAll(r)
	if err != nil || c.office.Data != nil {
		return c.office.Data
	}
	c.office.mu.Lock()
	c.office.mails = append(c.office.mails, Delivered{c.from, c.to, string(source), c.user})
	c.office.mu.Unlock()
	if c.office.HangUp {
		_ = c.conn.Conn().Close()
	}
	return nil
}

func (*counter) Reset()        {}
func (*counter) Logout() error { return nil }

// Certified gives the server a certificate of an authority that nobody knows but who reads the file that is returned.
func (p *PostOffice) Certified(t testing.TB) (file string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	paper := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "post office"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, &paper, &paper, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	p.secure = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	p.Trusts = x509.NewCertPool()
	p.Trusts.AppendCertsFromPEM(text)
	file = filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
