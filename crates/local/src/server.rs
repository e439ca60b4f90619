//! Puts everything together: [`Server::start`].

use crate::{
    Counting, Operator, Options, StartError, built, caller, console,
    data::Data,
    demo, edge, first_start, health, host,
    listen::{self, Listeners, Share},
    production::PublicUrl,
    proxies::Proxies,
    site,
    store::{self, Embedded},
    upkeep::Upkeep,
};
use axum::{Router, middleware};
use bubblechat_core::{
    limits::{MemoryLimiter, RateLimiter, StoreLimiter},
    secret::{SecretSource, Secrets},
    store::Store,
    tenant::Policy,
};
use bubblechat_engines::Engines;
use http::HeaderValue;
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;

/// A running server. [`Server::shutdown`] stops it gracefully; the end of the runtime stops it at once.
#[derive(Debug)]
pub struct Server {
    /// The site's URL as people reach it. Like the others, it has no trailing slash.
    pub site: String,
    /// The console's URL.
    pub console: String,
    /// Where site and console listen.
    pub listening: [SocketAddr; 2],
    /// The demo page's URL.
    pub demo: Option<String>,
    /// The demo tenant's publishable key.
    pub key: Option<String>,
    /// Who may sign in.
    pub operator: Operator,
    /// The store, as the functions see it.
    pub store: Store,
    /// Its scheduled work.
    pub upkeep: Upkeep,
    listeners: Listeners,
    chat: bubblechat_chat::State,
    embedded: Option<Embedded>,
    _data: Data,
}

impl Server {
    /// Starts everything, and returns once it is ready.
    ///
    /// # Errors
    /// [`StartError`]
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let widget = built::WIDGET.files(options.widget_dir.as_deref())?;
        let dashboard = built::DASHBOARD.files(options.dashboard_dir.as_deref())?;
        let ports = Ports::bind(&options)?;
        let data = Data::open(&options.data, options.dynamodb_endpoint.is_none())?;
        let (store, embedded) = match &options.dynamodb_endpoint {
            Some(endpoint) => (store::connect(endpoint), None),
            None => {
                let embedded = store::open(&data)?;
                (embedded.store(), Some(embedded))
            }
        };
        store.create_tables().await?;
        let secret_file = options.secret_file.clone().unwrap_or_else(|| data.file("secret.json"));
        let secrets = Secrets::new(SecretSource::File(secret_file));
        let tags = &secrets.get().await?.key_tag;
        let operator = first_start::operator(&store, &data, &options).await?;
        let listening = [ports.site.local_addr()?, ports.console.local_addr()?];
        let (site, console) = match &options.production {
            Some(public) => (public.site.origin().to_owned(), public.console.origin().to_owned()),
            None => (listen::url(&ports.site)?, listen::url(&ports.console)?),
        };
        let demo = ports.demo.as_ref().map(listen::url).transpose()?;
        let key = match &demo {
            Some(demo) => first_start::demo(&store, &data, &demo::origins(demo), tags, embedded.is_some()).await?,
            None => None,
        };

        let functions = Functions::new(&store, secrets, &options, listening[1].port());
        let mut listeners = Listeners::new(options.waits, Proxies::new(&options.trusted_proxies));
        let public = options.production.as_ref();
        let site_router = site::router(
            bubblechat_chat::router(functions.chat.clone()),
            functions.config,
            widget,
            health::router(store.clone()),
        );
        let site_router = around(site_router, &options, public.map(|public| &public.site));
        listeners.serve(ports.site, site_router, Share::Site);
        let console_router = console::router(functions.admin, dashboard, &site);
        let console_router = around(console_router, &options, public.map(|public| &public.console));
        listeners.serve(ports.console, console_router, Share::Console);
        if let Some(listener) = ports.demo {
            let hosts = host::Own::new(&options);
            let router = demo::router(&site, key.as_deref());
            listeners.serve(listener, router.layer(middleware::from_fn_with_state(hosts, host::check)), Share::Demo);
        }
        let upkeep = Upkeep::start(store.clone(), options.upkeep_every);
        Ok(Self {
            site,
            console,
            listening,
            demo,
            key,
            operator,
            store,
            upkeep,
            listeners,
            chat: functions.chat,
            embedded,
            _data: data,
        })
    }

    /// Stops the server. Running replies get up to 20 seconds to finish, whether anybody reads them or not. What is left then is left to other
    /// processes or the next one: replies that nobody has seen anything of are begun again, others count as interrupted.
    pub async fn shutdown(self) {
        self.upkeep.stop();
        tokio::join!(self.listeners.stop(), finished(&self.chat));
        if let Some(embedded) = self.embedded {
            tokio::task::spawn_blocking(|| embedded.stop()).await.ok();
        }
    }
}

async fn finished(chat: &bubblechat_chat::State) {
    if tokio::time::timeout(listen::PATIENCE, chat.finished()).await.is_err() {
        tracing::warn!("some replies were still being made after 20 seconds and were cut off");
    }
}

/// The ports, bound before anything is created, so that a failure leaves nothing behind.
struct Ports {
    site: TcpListener,
    console: TcpListener,
    demo: Option<TcpListener>,
}

impl Ports {
    fn bind(options: &Options) -> Result<Self, StartError> {
        Ok(Self {
            site: listen::bind("--addr", options.addr)?,
            console: listen::bind("--console-addr", options.console_addr)?,
            demo: match options.demo_addr {
                Some(addr) => Some(listen::bind("--demo-addr", addr)?),
                None => None,
            },
        })
    }
}

/// The three functions, as they run on AWS.
struct Functions {
    chat: bubblechat_chat::State,
    config: Router,
    admin: Router,
}

impl Functions {
    fn new(store: &Store, secrets: Secrets, options: &Options, console_port: u16) -> Self {
        let engines = bubblechat_engines::Options {
            allow_private_addresses: true,
            fallback_keys: options.fallback_keys.clone(),
            ..Default::default()
        };
        let limiter: Arc<dyn RateLimiter> = match options.counting() {
            Counting::Memory => Arc::new(MemoryLimiter::keeping(store.clone())),
            Counting::Store => Arc::new(StoreLimiter::new(store.clone())),
        };
        let chat = bubblechat_chat::State::new(store.clone(), limiter, Engines::new(engines), secrets.clone());
        let chat = if options.dynamodb_endpoint.is_none() { chat.with_local_store() } else { chat };
        let (is_production, is_loopback) = (options.production.is_some(), options.console_addr.ip().is_loopback());
        let is_proxied = !options.trusted_proxies.is_empty();
        if (is_production || !is_loopback) && !is_proxied {
            tracing::warn!(
                "browsers sign in through TLS only, and limits count all who come through a proxy as one: put a proxy \
                 in front, and name its address with --trusted-proxy"
            );
        }
        let admin = bubblechat_admin::Options {
            policy: if is_production { Policy::OWN_NETWORK } else { Policy::LOCAL },
            secure_cookies: is_production || is_proxied || !is_loopback,
            instance: Some(console_port),
            password_cost: options.password_cost,
            currency: options.currency,
        };
        Self {
            chat,
            config: bubblechat_config::router(bubblechat_config::State::new(store.clone(), secrets.clone())),
            admin: bubblechat_admin::router(bubblechat_admin::State::new(store.clone(), secrets, admin)),
        }
    }
}

/// What CloudFront does before a request reaches a function.
fn around(router: Router, options: &Options, public: Option<&PublicUrl>) -> Router {
    let router = if options.edge { router.layer(middleware::from_fn(edge::refuse)) } else { router };
    let trust = caller::Trust {
        proxies: Proxies::new(&options.trusted_proxies),
        host: public.and_then(|url| HeaderValue::from_str(url.authority()).ok()),
    };
    let router = router.layer(middleware::from_fn_with_state(trust, caller::vouch));
    router.layer(middleware::from_fn_with_state(host::Own::new(options), host::check))
}
