<?php

/**
 * Plays twig.php as OpenEMR does, and prints what came of it as JSON: php twig.php CONFIGURATION DIRECTORY...
 *
 * ModulesApplication (7.0.4 and 8.2 alike): merges the configuration, gives the service manager the dispatcher
 * by its interface's name, asks for each of `listeners` and attaches it.  Classes as Twig 3.27, Laminas and
 * Symfony have them, as far as twig.php uses them.
 */

namespace Laminas\EventManager {
    interface EventManagerInterface
    {
    }
    abstract class AbstractListenerAggregate
    {
        abstract public function attach(EventManagerInterface $events, $priority = 1);
    }
}

namespace Symfony\Component\EventDispatcher {
    interface EventDispatcherInterface
    {
    }
}

namespace Psr\Container {
    interface ContainerInterface
    {
        public function get(string $id);
    }
}

namespace Twig\Cache {
    class FilesystemCache
    {
        public function __construct(public string $directory, int $options = 0)
        {
        }

        public function write(string $key, string $content): void
        {
            throw new \RuntimeException("Unable to create the cache directory ($key).");
        }
    }
}

namespace OpenEMR\Events\Core {
    class Environment
    {
        public array $caches = [];
        public int $reloads = 0;

        public function setCache(\Twig\Cache\FilesystemCache $cache): void
        {
            $this->caches[] = $cache->directory;
            $cache->write("$cache->directory/of/a/full/disk", '');
        }

        public function enableAutoReload(): void
        {
            $this->reloads++;
        }
    }

    class TwigEnvironmentEvent
    {
        public const EVENT_CREATED = 'core.twig.environment.create';

        public function __construct(private Environment $environment)
        {
        }

        public function getTwigEnvironment(): Environment
        {
            return $this->environment;
        }
    }
}

namespace {
    use OpenEMR\Events\Core\{Environment, TwigEnvironmentEvent};
    use Symfony\Component\EventDispatcher\EventDispatcherInterface;

    $dispatcher = new class implements EventDispatcherInterface {
        public array $listeners = [];

        public function addListener(string $event, callable $listener): void
        {
            $this->listeners[$event][] = $listener;
        }
    };
    $services = new class ($dispatcher) implements \Psr\Container\ContainerInterface {
        public function __construct(private $dispatcher)
        {
        }

        public function get(string $id)
        {
            return [EventDispatcherInterface::class => $this->dispatcher][$id];
        }
    };
    $configuration = require $argv[1];
    $events = new class implements \Laminas\EventManager\EventManagerInterface {
    };
    foreach ($configuration['listeners'] as $name) {
        $configuration['service_manager']['factories'][$name]($services)->attach($events);
    }
    $environment = new Environment();
    foreach (array_slice($argv, 2) as $directory) {
        chdir($directory);
        foreach ($dispatcher->listeners[TwigEnvironmentEvent::EVENT_CREATED] as $listener) {
            $listener(new TwigEnvironmentEvent($environment));
        }
    }
    echo json_encode(['caches' => $environment->caches, 'reloads' => $environment->reloads]);
}
