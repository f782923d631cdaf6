<?php

/**
 * Laminas configuration: OpenEMR's Twig keeps its compiled templates instead of compiling in each request.
 *
 * application.config.php reads config/autoload/{,*.}{global,local}.php (config_glob_paths), and
 * ModulesApplication bootstraps `listeners` of that configuration; both the same from 7.0 to 8.2.
 * TwigContainer then sends TwigEnvironmentEvent for each environment that it makes with a kernel.
 *
 * Twig names a template by its path relative to the working directory, which is the script's own
 * (FilesystemLoader::getCacheKey), so interface/forms/* would share names: one cache for each.
 */

use Laminas\EventManager\AbstractListenerAggregate;
use Laminas\EventManager\EventManagerInterface;
use OpenEMR\Events\Core\TwigEnvironmentEvent;
use Psr\Container\ContainerInterface;
use Symfony\Component\EventDispatcher\EventDispatcherInterface;
use Twig\Cache\FilesystemCache;

$keep = static function (TwigEnvironmentEvent $event): void {
    $directory = '@directory@/' . md5((string) getcwd());
    // A full disk costs speed, not pages: Twig goes on with what it compiled.
    $event->getTwigEnvironment()->setCache(new class ($directory) extends FilesystemCache {
        public function write(string $key, string $content): void
        {
            try {
                parent::write($key, $content);
            } catch (RuntimeException) {
            }
        }
    });
    $event->getTwigEnvironment()->enableAutoReload();
};

return [
    'listeners' => ['openemr-twig'],
    'service_manager' => ['factories' => ['openemr-twig' => static function (ContainerInterface $services) use ($keep) {
        $services->get(EventDispatcherInterface::class)->addListener(TwigEnvironmentEvent::EVENT_CREATED, $keep);
        return new class extends AbstractListenerAggregate {
            public function attach(EventManagerInterface $events, $priority = 1)
            {
            }
        };
    }]],
];
