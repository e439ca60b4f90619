//! Flags and environment variables.

use crate::{
    Command, CommandError, Options, Production, PublicUrl, StartError, Waits, backup::Places, built, options::Counting,
};
use bubblechat_core::{currency::Currency, tenant::Provider};
use clap::{Parser, builder::FalseyValueParser};
use secrecy::SecretString;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Runs BubbleChat on this machine: the chat, config and admin functions on an embedded store, the widget and a demo page.
#[derive(Debug, Parser)]
#[command(name = "bubblechat-local", version)]
pub struct Args {
    /// Where the site listens (widget and chat); port 0 picks a free port
    #[arg(long, env = "BUBBLECHAT_ADDR", default_value = "127.0.0.1:8787", value_parser = address)]
    addr: SocketAddr,
    /// Where the console listens (dashboard and admin API)
    #[arg(long, env = "BUBBLECHAT_CONSOLE_ADDR", default_value = "127.0.0.1:8788", value_parser = address)]
    console_addr: SocketAddr,
    /// Where the demo page listens, which plays a customer's site
    #[arg(long, env = "BUBBLECHAT_DEMO_ADDR", default_value = "127.0.0.1:8789", value_parser = address)]
    demo_addr: SocketAddr,
    /// Run without the demo page and the demo tenant
    #[arg(long)]
    no_demo: bool,
    /// The data folder; created if it is missing
    #[arg(long, env = "BUBBLECHAT_DATA", default_value = ".bubblechat", global = true)]
    data: PathBuf,
    /// The file with the service secret, if it is not secret.json in the data folder; processes that share a store share it
    #[arg(long, env = "BUBBLECHAT_SECRET_FILE", value_name = "FILE", global = true)]
    secret_file: Option<PathBuf>,
    /// Use this DynamoDB instead of the embedded one, and create missing tables
    #[arg(long, value_name = "URL", value_parser = endpoint)]
    dynamodb_endpoint: Option<String>,
    /// Where messages are counted for the rate limits: in memory unless several processes may share the store
    #[arg(long, env = "BUBBLECHAT_LIMITS", value_name = "WHERE")]
    limits: Option<Counting>,
    /// Act like CloudFront: refuse bodies without x-amz-content-sha256 and drop Authorization
    #[arg(long)]
    edge: bool,
    /// Trust X-Forwarded-For and X-Forwarded-Host from this proxy; several with commas between them
    #[arg(long, env = "BUBBLECHAT_TRUSTED_PROXY", value_name = "IP", value_delimiter = ',')]
    trusted_proxy: Vec<IpAddr>,
    /// Run for people elsewhere: public addresses, Secure cookies, listed origins only, and no demo page
    #[arg(long, env = "BUBBLECHAT_PRODUCTION", value_parser = FalseyValueParser::new())]
    production: bool,
    /// The site's public address, for --production
    #[arg(long, env = "BUBBLECHAT_SITE_URL", value_name = "URL", value_parser = PublicUrl::parse, requires = "production")]
    site_url: Option<PublicUrl>,
    /// The console's public address, for --production; its host is not the site's
    #[arg(long, env = "BUBBLECHAT_CONSOLE_URL", value_name = "URL", value_parser = PublicUrl::parse, requires = "production")]
    console_url: Option<PublicUrl>,
    /// A name by which browsers reach this server, if it is neither localhost nor an address; several with commas between them
    #[arg(long, env = "BUBBLECHAT_HOST", value_name = "NAME", value_delimiter = ',', value_parser = host)]
    host: Vec<String>,
    /// The currency in which engines' prices are entered (ISO 4217)
    #[arg(long, env = "BUBBLECHAT_CURRENCY", value_name = "CODE", default_value = "USD")]
    currency: Currency,
    /// The folder of the built widget, if it is not the workspace's widget/dist
    #[arg(long, value_name = "FOLDER")]
    widget_dir: Option<PathBuf>,
    /// The folder of the built dashboard, if it is not the workspace's dashboard/dist
    #[arg(long, value_name = "FOLDER")]
    dashboard_dir: Option<PathBuf>,
    /// Once everything runs, write addresses, demo key and sign-in to this file as JSON
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// The first operator's e-mail address
    #[arg(long, env = "BUBBLECHAT_ADMIN_EMAIL", hide = true)]
    admin_email: Option<String>,
    /// A file whose first line is the passphrase of archives, for backup, restore and check
    #[arg(long, env = "BUBBLECHAT_PASSPHRASE_FILE", value_name = "FILE", global = true)]
    passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<Command>,
    // The password has no flag, because others on this machine can read command lines.
}

impl Args {
    /// The options from the flags, and from the environment what has no flag: the first operator's password and provider keys.
    ///
    /// # Errors
    /// What `--production` lacks, all of it at once.
    pub fn options(&self) -> Result<Options, StartError> {
        let secret = |name| std::env::var(name).ok().filter(|value| !value.is_empty()).map(SecretString::from);
        let fallback_key = |provider| Some((provider, secret(bubblechat_engines::key_variable(provider)?)?));
        let production = self.production.then(|| self.production()).transpose()?;
        Ok(Options {
            addr: self.addr,
            console_addr: self.console_addr,
            demo_addr: (!self.no_demo && !self.production).then_some(self.demo_addr),
            data: self.data.clone(),
            secret_file: self.secret_file.clone(),
            dynamodb_endpoint: self.dynamodb_endpoint.clone(),
            limits: self.limits,
            edge: self.edge,
            trusted_proxies: self.trusted_proxy.clone(),
            production,
            hosts: self.host.clone(),
            waits: Waits::default(),
            widget_dir: self.widget_dir.clone(),
            dashboard_dir: self.dashboard_dir.clone(),
            admin_email: self.admin_email.clone().filter(|email| !email.is_empty()),
            admin_password: secret("BUBBLECHAT_ADMIN_PASSWORD"),
            password_cost: bubblechat_admin::Options::PASSWORD_COST,
            fallback_keys: Provider::ALL.into_iter().filter_map(fallback_key).collect(),
            currency: self.currency,
            upkeep_every: Options::UPKEEP_EVERY,
        })
    }

    /// Carries out a command with the data folder, the passphrase and the address that the flags name.
    ///
    /// # Errors
    /// [`CommandError`]
    pub async fn carry_out(&self, command: &Command) -> Result<String, CommandError> {
        let places = Places {
            data: &self.data,
            secret_file: self.secret_file.as_deref(),
            passphrase_file: self.passphrase_file.as_deref(),
        };
        command.run(&places, self.addr).await
    }

    fn production(&self) -> Result<Production, StartError> {
        let needed = [
            (self.site_url.is_some(), "--site-url (BUBBLECHAT_SITE_URL)"),
            (self.console_url.is_some(), "--console-url (BUBBLECHAT_CONSOLE_URL)"),
            (self.widget_dir.is_some() || built::WIDGET.found().is_some(), "the built widget (--widget-dir)"),
            (
                self.dashboard_dir.is_some() || built::DASHBOARD.found().is_some(),
                "the built dashboard (--dashboard-dir)",
            ),
        ];
        let missing: Vec<_> = needed.iter().filter(|(is_there, _)| !is_there).map(|(_, name)| *name).collect();
        match (&self.site_url, &self.console_url) {
            (Some(site), Some(console)) if missing.is_empty() => {
                if site.name() == console.name() {
                    return Err(StartError::Failed(
                        "--site-url and --console-url must differ in their host names: browsers keep cookies by host"
                            .to_owned(),
                    ));
                }
                Ok(Production { site: site.clone(), console: console.clone() })
            }
            _ => Err(StartError::Missing(missing)),
        }
    }
}

/// An address and a port. `localhost:8787` and `:8787` mean the loopback address.
fn address(text: &str) -> Result<SocketAddr, String> {
    let host = text.strip_prefix("localhost").unwrap_or(text);
    let full = if host.starts_with(':') { format!("127.0.0.1{host}") } else { text.to_owned() };
    full.parse().map_err(|_| "enter an address and a port, for example 127.0.0.1:8787".to_owned())
}

/// A name alone: ports do not matter.
fn host(text: &str) -> Result<String, String> {
    match url::Host::parse(text) {
        Ok(url::Host::Domain(name)) => Ok(name),
        _ => Err("enter a name without scheme and port, for example chat.example".to_owned()),
    }
}

fn endpoint(text: &str) -> Result<String, String> {
    let usable = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if usable { Ok(text.to_owned()) } else { Err("enter a URL, for example http://127.0.0.1:8000".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_can_omit_the_loopback_host() {
        for text in ["127.0.0.1:80", ":80", "localhost:80"] {
            assert_eq!(address(text).map(|a| a.to_string()), Ok("127.0.0.1:80".to_owned()), "{text}");
        }
        assert_eq!(address("[::1]:80").map(|a| a.to_string()), Ok("[::1]:80".to_owned()));
        assert!(address("8787").is_err());
        assert!(address("localhost").is_err());
    }

    #[test]
    fn the_flags_are_defined_consistently() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }

    /// The README's table of flags, as it follows from the flags.
    #[test]
    fn the_readme_lists_every_flag_with_its_variable_and_default() {
        use clap::CommandFactory as _;
        let readme = include_str!("../../../README.md");
        let table =
            readme.split("## The local server").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("a section");
        let command = Args::command();
        let flags = command.get_arguments().filter(|flag| !flag.is_hide_set());
        let mut count = 0;
        for (name, flag) in flags.filter_map(|flag| Some((flag.get_long()?, flag))) {
            let row = table.lines().find(|row| row.starts_with("| `") && row.contains(&format!("`--{name}`")));
            let row = row.unwrap_or_else(|| panic!("no row for --{name}"));
            let stated =
                [flag.get_env()].into_iter().flatten().chain(flag.get_default_values().iter().map(|v| v.as_os_str()));
            for value in stated.filter_map(|value| value.to_str()).filter(|value| *value != "false") {
                assert!(row.contains(&format!("`{value}`")), "--{name}: {value}");
            }
            count += 1;
        }
        let listed: usize = table
            .lines()
            .filter(|row| row.starts_with("| `"))
            .map(|row| row.split('|').nth(1).map_or(0, |cell| cell.matches("`--").count()))
            .sum();
        assert_eq!(listed, count, "the README lists a flag that does not exist");
    }
}
