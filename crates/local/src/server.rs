//! Puts everything together: [`Server::start`].

use crate::{
    Counting, Operator, Options, StartError, caller, console,
    data::Data,
    demo, edge,
    files::Files,
    first_start, health, host,
    listen::{self, Listeners, Share},
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
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::net::TcpListener;

/// A running server. [`Server::shutdown`] stops it gracefully; the end of the runtime stops it at once.
#[derive(Debug)]
pub struct Server {
    /// The site's URL. Like the others, it has no trailing slash.
    pub site: String,
    /// The console's URL.
    pub console: String,
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
    embedded: Option<Embedded>,
    _data: Data,
}

impl Server {
    /// Starts everything, and returns once it is ready.
    ///
    /// # Errors
    /// [`StartError`]
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let widget = built_files("--widget-dir", options.widget_dir.as_deref(), "widget", "widget.js")?;
        let dashboard = built_files("--dashboard-dir", options.dashboard_dir.as_deref(), "dashboard", "index.html")?;
        let ports = Ports::bind(&options)?;
        let data = Data::open(&options.data, options.dynamodb_endpoint.is_none())?;
        let (store, embedded) = match &options.dynamodb_endpoint {
            Some(endpoint) => (store::connect(endpoint), None),
            None => {
                let embedded = open_store(&data)?;
                (embedded.store(), Some(embedded))
            }
        };
        store.create_tables().await?;
        let secret_file = options.secret_file.clone().unwrap_or_else(|| data.file("secret.json"));
        let secrets = Secrets::new(SecretSource::File(secret_file));
        let tags = &secrets.get().await?.key_tag;
        let operator = first_start::operator(&store, &data, &options).await?;
        let (site, console) = (listen::url(&ports.site)?, listen::url(&ports.console)?);
        let demo = ports.demo.as_ref().map(listen::url).transpose()?;
        let key = match &demo {
            Some(demo) => first_start::demo(&store, &data, &demo::origins(demo), tags, embedded.is_some()).await?,
            None => None,
        };

        let functions = Functions::new(&store, secrets, &options, ports.console.local_addr()?.port());
        let mut listeners = Listeners::new(options.waits, options.trusted_proxy);
        let site_router =
            around(site::router(functions.chat, functions.config, widget, health::router(store.clone())), &options);
        listeners.serve(ports.site, site_router, Share::Site);
        let console_router = around(console::router(functions.admin, dashboard, &site), &options);
        listeners.serve(ports.console, console_router, Share::Console);
        if let Some(listener) = ports.demo {
            let hosts = host::Own::new(&options);
            let router = demo::router(&site, key.as_deref());
            listeners.serve(listener, router.layer(middleware::from_fn_with_state(hosts, host::check)), Share::Demo);
        }
        let upkeep = Upkeep::start(store.clone(), options.upkeep_every);
        Ok(Self { site, console, demo, key, operator, store, upkeep, listeners, embedded, _data: data })
    }

    /// Stops the server. Running replies get up to 20 seconds to finish.
    pub async fn shutdown(self) {
        self.upkeep.stop();
        self.listeners.stop().await;
        if let Some(embedded) = self.embedded {
            tokio::task::spawn_blocking(|| embedded.stop()).await.ok();
        }
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

/// The three functions' routers, as they run on AWS.
struct Functions {
    chat: Router,
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
        let is_loopback = options.console_addr.ip().is_loopback();
        if !is_loopback && options.trusted_proxy.is_none() {
            tracing::warn!(
                "signing in from another machine requires TLS: put a proxy in front, and name it with --trusted-proxy"
            );
        }
        let admin = bubblechat_admin::Options {
            policy: Policy { local: true },
            secure_cookies: options.trusted_proxy.is_some() || !is_loopback,
            instance: Some(console_port),
            password_cost: options.password_cost,
        };
        Self {
            chat: bubblechat_chat::router(chat),
            config: bubblechat_config::router(bubblechat_config::State::new(store.clone(), secrets.clone())),
            admin: bubblechat_admin::router(bubblechat_admin::State::new(store.clone(), secrets, admin)),
        }
    }
}

/// What CloudFront does before a request reaches a function.
fn around(router: Router, options: &Options) -> Router {
    let router = if options.edge { router.layer(middleware::from_fn(edge::refuse)) } else { router };
    let router = router.layer(middleware::from_fn_with_state(options.trusted_proxy, caller::vouch));
    router.layer(middleware::from_fn_with_state(host::Own::new(options), host::check))
}

fn open_store(data: &Data) -> Result<Embedded, StartError> {
    let file = data.reserve("store.db")?;
    Embedded::start(&file)
}

/// The built files of a part: in the given folder, or in the workspace's `PART/dist` once they are built.
fn built_files(
    flag: &'static str,
    named: Option<&Path>,
    part: &str,
    file: &'static str,
) -> Result<Option<Files>, StartError> {
    let is_built = |folder: &Path| folder.join(file).is_file();
    let folder = match named {
        Some(folder) if is_built(folder) => Some(folder.to_owned()),
        Some(folder) => return Err(StartError::NotBuilt { flag, folder: folder.to_owned(), file }),
        None => workspaces().map(|root| root.join(part).join("dist")).find(|folder| is_built(folder)),
    };
    Ok(folder.map(|folder| Files::new(&folder)).transpose()?)
}

/// Where the workspace may be: at or above the executable (`target/debug/…`), the working folder, or the package that cargo runs.
fn workspaces() -> impl Iterator<Item = PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let places = [std::env::current_exe().ok(), std::env::current_dir().ok(), package];
    places.into_iter().flatten().flat_map(|place| place.ancestors().map(Path::to_path_buf).collect::<Vec<_>>())
}
