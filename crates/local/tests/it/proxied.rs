//! Behind nginx with TLS, by our configuration and by nginx's defaults.

use crate::{
    production,
    shutdown::{begin_answer, finish, read_until},
};
use anyhow::{Context as _, Result, ensure};
use bubblechat_core::{
    Slug,
    key::{ApiKey, KeyKind},
    origin::OriginPattern,
    secret::{SecretSource, Secrets},
    store::KeyRecord,
    tenant::{EngineSpec, Limits, Provider, Settings},
    time::now_ms,
};
use bubblechat_local::Server;
use reqwest::{Certificate, Client, Response, StatusCode};
use serde_json::json;
use std::{
    fs,
    net::{IpAddr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const SITE: &str = "chat.example";
const CONSOLE: &str = "console.example";
const ORIGIN: &str = "https://shop.example";
/// Of the tenant, from one address.
const PER_MINUTE: u32 = 3;

/// nginx, where Debian or the search path has it.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join("nginx")).find(|file| file.is_file())
}

/// nginx in front of a server, killed on drop.
struct Proxy {
    nginx: Child,
    tls: SocketAddr,
    ca: Certificate,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.nginx.kill().ok();
        self.nginx.wait().ok();
    }
}

/// A port that was free a moment ago.
fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn openssl(folder: &Path, arguments: &str) -> Result<()> {
    let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().context("openssl")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// A certificate for both names by an authority of our own, as `fullchain.pem` and `privkey.pem`.
fn certify(folder: &Path) -> Result<Certificate> {
    fs::write(folder.join("names"), format!("subjectAltName=DNS:{SITE},DNS:{CONSOLE}"))?;
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(folder, &format!("req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=authority -days 2"))?;
    openssl(folder, &format!("req {key} -keyout privkey.pem -out request.pem -subj /CN={SITE}"))?;
    let sign = "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names";
    openssl(folder, &format!("{sign} -out fullchain.pem"))?;
    Ok(Certificate::from_pem(&fs::read(folder.join("ca.pem"))?)?)
}

impl Proxy {
    /// The configuration that we ship, on free ports and with these certificates.
    async fn ours(folder: &Path, server: &Server) -> Result<Self> {
        let template = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/server/nginx.conf.template");
        let (mut text, plain, tls) = (fs::read_to_string(template)?, free()?, free()?);
        let [site, console] = server.listening;
        for (ours, here) in [
            ("    listen [::]:80;\n", String::new()),
            ("    listen [::]:443 ssl http2;\n", String::new()),
            ("listen 80;", format!("listen {plain};")),
            ("listen 443 ", format!("listen {tls} ")),
            ("http://${SERVER}:8787", format!("http://{site}")),
            ("http://${SERVER}:8788", format!("http://{console}")),
            ("/etc/letsencrypt/live/${SITE_HOST}", folder.display().to_string()),
            ("${SITE_HOST}", SITE.to_owned()),
            ("${CONSOLE_HOST}", CONSOLE.to_owned()),
        ] {
            ensure!(text.contains(ours), "{ours} is not in the template");
            text = text.replace(ours, &here);
        }
        Self::start(folder, &text, tls).await
    }

    /// The least that can be configured.
    async fn by_default(folder: &Path, server: &Server) -> Result<Self> {
        let (tls, pem, site) = (free()?, folder.display(), server.listening[0]);
        let text = format!(
            "server {{ listen {tls} ssl; ssl_certificate {pem}/fullchain.pem; ssl_certificate_key {pem}/privkey.pem;
             location / {{ proxy_pass http://{site}; }} }}"
        );
        Self::start(folder, &text, tls).await
    }

    async fn start(folder: &Path, servers: &str, tls: SocketAddr) -> Result<Self> {
        let ca = certify(folder)?;
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary = temporary.map(|name| format!("{name}_temp_path {}/{name};", folder.display())).join(" ");
        let configuration = format!(
            "daemon off; master_process off; pid {0}/pid; error_log {0}/error.log; events {{}}
             http {{ access_log off; {temporary} {servers} }}",
            folder.display()
        );
        fs::write(folder.join("nginx.conf"), configuration)?;
        let mut command = Command::new(program().context("nginx")?);
        command.arg("-p").arg(folder).args(["-c", "nginx.conf", "-e", "error.log"]);
        let nginx = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut proxy = Self { nginx, tls, ca };
        while tokio::net::TcpStream::connect(tls).await.is_err() {
            let ended = proxy.nginx.try_wait()?.is_some();
            ensure!(!ended, "{}", fs::read_to_string(folder.join("error.log")).unwrap_or_default());
            tokio::task::yield_now().await;
        }
        Ok(proxy)
    }

    /// A visitor with that address, as far as nginx can see.
    fn visitor(&self, address: [u8; 4]) -> Result<Client> {
        let client = Client::builder().no_proxy().add_root_certificate(self.ca.clone());
        let client = client.resolve(SITE, self.tls).resolve(CONSOLE, self.tls).local_address(IpAddr::from(address));
        Ok(client.build()?)
    }

    /// A message, from someone who also claims another address.
    async fn chat(&self, from: [u8; 4], claims: &str, key: &str) -> Result<Response> {
        let url = format!("https://{SITE}:{}/v1/chat", self.tls.port());
        let body = json!({"session_id": uuid(), "message": "hello"});
        let request = self.visitor(from)?.post(url).json(&body).header("x-api-key", key).header("origin", ORIGIN);
        Ok(request.header("x-forwarded-for", claims).header("x-forwarded-host", "bank.example").send().await?)
    }
}

fn uuid() -> String {
    let bits = rand::random::<u64>();
    format!("0b9d3f3c-3f43-4a3c-9a44-{:012x}", bits >> 16)
}

/// A tenant whose engine is at that address, or that answers by itself, and its key.
async fn tenant(folder: &Path, server: &Server, upstream: Option<SocketAddr>) -> Result<String> {
    let slug = Slug::parse("acme")?;
    let mut engine = EngineSpec::echo("main");
    if let Some(upstream) = upstream {
        engine.provider = Provider::Openai;
        engine.model = Some("m".to_owned());
        engine.base_url = Some(format!("http://{upstream}/v1/"));
    }
    let settings = Settings {
        name: "Acme".to_owned(),
        engines: vec![engine],
        default_engine: "main".to_owned(),
        origins: vec![OriginPattern::parse(ORIGIN)?],
        limits: Limits { address_per_minute: PER_MINUTE, ..Limits::default() },
        ..Settings::default()
    };
    server.store.create_tenant(&slug, settings, now_ms()).await?.context("it is new")?;
    let secrets = Secrets::new(SecretSource::File(folder.join("data/secret.json")));
    let key = ApiKey::generate(KeyKind::Publishable, &slug, &secrets.get().await?.key_tag);
    server.store.create_key(&slug, &KeyRecord::new(&key, "Web", now_ms())).await?;
    Ok(key.expose().to_owned())
}

/// Whether a word of the reply arrives before the next one is written.
async fn streams(proxy: &Proxy, key: &str, upstream: &tokio::net::TcpListener) -> Result<()> {
    let (response, answer) = tokio::join!(proxy.chat([127, 0, 0, 1], "203.0.113.9", key), begin_answer(upstream));
    let (mut response, mut answer) = (response?.error_for_status()?, answer?);
    let mut events = String::new();
    read_until(&mut response, &mut events, "one ").await?;
    finish(&mut answer).await?;
    read_until(&mut response, &mut events, "event: done").await?;
    ensure!(events.contains(r#""status":"complete""#), "{events}");
    Ok(())
}

/// Says so if nginx is missing: then nothing is tested.
fn is_missing() -> bool {
    let is_missing = program().is_none();
    if is_missing {
        println!("nginx is not installed, so nothing is behind it");
    }
    is_missing
}

#[tokio::test]
async fn a_reply_comes_word_by_word_with_our_configuration_and_with_the_defaults() -> Result<()> {
    if is_missing() {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let server = production::start(folder.path()).await?;
    let upstream = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let key = tenant(folder.path(), &server, Some(upstream.local_addr()?)).await?;
    for name in ["ours", "defaults"] {
        let at = folder.path().join(name);
        fs::create_dir(&at)?;
        let proxy =
            if name == "ours" { Proxy::ours(&at, &server).await? } else { Proxy::by_default(&at, &server).await? };
        let streamed = tokio::time::timeout(crate::shutdown::FAR, streams(&proxy, &key, &upstream)).await;
        streamed.with_context(|| format!("held back by {name}"))??;
    }
    Ok(())
}

#[tokio::test]
async fn a_visitors_address_is_the_one_that_nginx_sees_and_not_the_one_that_is_claimed() -> Result<()> {
    if is_missing() {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let server = production::start(folder.path()).await?;
    let key = tenant(folder.path(), &server, None).await?;
    let proxy = Proxy::ours(folder.path(), &server).await?;
    let [one, other] = [[127, 0, 0, 2], [127, 0, 0, 3]];
    for number in 0..PER_MINUTE {
        let claims = format!("198.51.100.{number}");
        assert_eq!(proxy.chat(one, &claims, &key).await?.status(), StatusCode::OK, "{number}");
    }
    assert_eq!(proxy.chat(one, "198.51.100.99", &key).await?.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(proxy.chat(other, "127.0.0.2", &key).await?.status(), StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn the_console_is_reached_by_its_own_name_alone() -> Result<()> {
    if is_missing() {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let server = production::start(folder.path()).await?;
    let proxy = Proxy::ours(folder.path(), &server).await?;
    let get = async |host: &str, path: &str| {
        let url = format!("https://{host}:{}{path}", proxy.tls.port());
        proxy.visitor([127, 0, 0, 1])?.get(url).send().await.map_err(anyhow::Error::from)
    };
    assert_eq!(get(CONSOLE, "/v1/admin/me").await?.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(get(SITE, "/v1/admin/me").await?.status(), StatusCode::NOT_FOUND);
    assert_eq!(get(SITE, "/widget.js").await?.text().await?, "built");
    assert!(get(SITE, "/health").await?.text().await?.contains("writable"));
    Ok(())
}
